import Similarity
import Testing

@Suite("Modules that are alike", .timeLimit(.minutes(10)))
struct SimilarModulesTests {
  private func module(_ text: String, _ path: String = "main.py") -> [SourceText] {
    [SourceText(path: path, text: text)]
  }

  private func score(_ first: [SourceText], _ second: [SourceText], templates: [[SourceText]] = []) -> Double? {
    SimilarModules(templates: templates).pairs(["a": first, "b": second]).first?.score
  }

  /// With `{n}` for the names that a copy may change.
  private static func python(_ n: String) -> [String] {
    [
      """
      class Cache\(n):
          def __init__(self, size_\(n), clock):
              self.size_\(n) = size_\(n)
              self.rows_\(n) = {}
              self.clock = clock

          async def find_\(n)(self, key_\(n), load_\(n)):
              row_\(n) = self.rows_\(n).get(key_\(n))
              if row_\(n) is not None and row_\(n)[0] > self.clock() - 5:
                  return row_\(n)[1]
              value_\(n) = await load_\(n)(key_\(n))
              if len(self.rows_\(n)) >= self.size_\(n):
                  oldest_\(n) = min(self.rows_\(n), key=lambda k: self.rows_\(n)[k][0])
                  del self.rows_\(n)[oldest_\(n)]
              self.rows_\(n)[key_\(n)] = (self.clock(), value_\(n))
              return value_\(n)
      """,
      """
      async def gather_\(n)(jobs_\(n), most_\(n)):
          waiting_\(n) = list(jobs_\(n))
          done_\(n) = []
          while waiting_\(n):
              some_\(n), waiting_\(n) = waiting_\(n)[:most_\(n)], waiting_\(n)[most_\(n):]
              for result_\(n) in await asyncio.gather(*(job() for job in some_\(n)), return_exceptions=True):
                  if isinstance(result_\(n), Exception):
                      raise HTTPException(503, f"job {len(done_\(n))} failed") from result_\(n)
                  done_\(n).append(result_\(n))
          return {"results": done_\(n), "count": len(done_\(n))}
      """,
    ]
  }

  private static let swift = [
    """
    func walk(_ rows: [Row], after key: Int?, limit: Int) async throws -> Page {
      var page: [Row] = []
      for row in rows.sorted(by: { $0.id < $1.id }) where key.map({ row.id > $0 }) ?? true {
        guard page.count < limit else { break }
        page.append(row)
      }
      return Page(rows: page, next: page.count == limit ? page.last?.id : nil)
    }
    """,
    """
    actor Room {
      private var members: [String: Socket] = [:]
      func join(_ name: String, _ socket: Socket) async throws {
        if let old = members[name] { try await old.close(code: 4000) }
        members[name] = socket
        for (other, peer) in members where other != name { try await peer.send("\\(name) joined") }
      }
      func leave(_ name: String) { members[name] = nil }
    }
    """,
  ]

  @Test("A copy with other names, literals, comments and layout is found, with the lines on both sides")
  func renamed() throws {
    let first = Self.python("x").joined(separator: "\n\n")
    let second =
      "# my own work\n\n\n"
      + Self.python("other").joined(separator: "\n\n\"\"\"A remark.\"\"\"\n\n")
      .replacing("5", with: "17").replacing("\"count\"", with: "'total'").replacing("):\n", with: "):  # note\n\n")
    let pairs = SimilarModules(templates: []).pairs(["ada": module(first), "bob": module(second)])
    let pair = try #require(pairs.first)
    #expect(pairs.count == 1 && pair.first == "ada" && pair.second == "bob")
    #expect(pair.score > 0.95)
    let region = try #require(pair.regions.first)
    #expect(region.first.path == "main.py" && region.first.from == 1)
    #expect(region.second.from == 4)
    #expect(pair.regions.map { $0.first.to }.max() ?? 0 >= 25)
  }

  @Test("A copy with its functions in another order, or in other files, is found")
  func reordered() throws {
    let parts = Self.python("x")
    let other = Self.python("y")
    #expect(
      try #require(score(module(parts.joined(separator: "\n")), module(other.reversed().joined(separator: "\n")))) > 0.9
    )
    let files = other.enumerated().map { SourceText(path: "part\($0.offset).py", text: $0.element) }
    #expect(try #require(score(module(parts.joined(separator: "\n")), files)) > 0.9)
  }

  @Test("A reformatted copy in Swift is found")
  func swift() throws {
    let first = Self.swift.joined(separator: "\n")
    let second = first.replacing(" {\n", with: "\n{\n").replacing("  ", with: "\t").replacing("members", with: "people")
      .replacing("limit", with: "most").replacing("}\n", with: "};\n/* a remark /* within */ */\n")
    #expect(try #require(score(module(first, "main.swift"), module(second, "main.swift"))) > 0.95)
  }

  @Test("What the lesson ships counts for nothing")
  func template() {
    let all = Self.python("x").joined(separator: "\n")
    #expect(score(module(all), module(all)) == 1)
    #expect(score(module(all), module(all), templates: [module(Self.python("t").joined(separator: "\n"))]) == nil)
  }

  @Test("Short modules are not compared, because there are few ways to write them")
  func short() {
    let text = "@app.get('/block')\nasync def block():\n    await asyncio.sleep(0.4)\n    return {'message': 'x'}\n"
    #expect(score(module(text), module(text)) == nil)
  }

  @Test("What most of a class has says nothing about two of them")
  func common() {
    let all = module(Self.python("x").joined(separator: "\n"))
    let many = Dictionary(uniqueKeysWithValues: (0..<12).map { ("s\($0)", all) })
    #expect(SimilarModules(templates: []).pairs(many).isEmpty)
  }

  @Test(
    "Text that is no source, or is cut off anywhere, is compared without harm",
    arguments: ["\"", "'''", "/*", "\"\\(", "#\"", "((((", "\\", "f'", "\u{0}", "0x", "\"\\", "r\"\\", "😀\u{301}"])
  func broken(end: String) {
    for path in ["main.py", "main.swift"] {
      let text = Self.python("x").joined() + end
      for length in [text.count, text.count - 1, text.count / 2] {
        #expect(score(module(String(text.prefix(length)), path), module(String(text.prefix(length)), path)) ?? 1 == 1)
      }
    }
  }
}
