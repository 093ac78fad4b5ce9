import Base
import Bench
import Checks
import Lessons
import MiniServer
import Report
import TestSupport
import Testing

/// The check against servers that are known to be correct or broken.
@Suite(.timeLimit(.minutes(10)))
struct FreshCheckTests {
  private func measure(_ handler: @escaping FakeModule.Handler) async throws -> (
    seen: FreshCheck.Measurement, finding: Finding
  ) {
    let check = try FreshCheck(parameters: ManifestNode(yaml: "{\(pagedRoute), changes: name}"))
    let seen = try await Bench.forTests(database: [.pages(rows: 200)], handler: handler) { try await check.measure($0) }
    return (seen, check.judge(seen))
  }

  /// A server that keeps the pages for which `isKept` is true.
  private func measure(
    keeping isKept: @escaping @Sendable (Request) -> Bool,
    by key: @escaping @Sendable (Request) -> String = { $0.target }
  ) async throws -> (seen: FreshCheck.Measurement, finding: Finding) {
    let kept: Locked<[String: [JSONValue]]> = Locked([:])
    return try await measure { request, module in
      guard request.path == "/users" else { return nil }
      if isKept(request), let rows = kept.withLock({ $0[key(request)] }) { return .json(.list(rows)) }
      let rows = try await module.page(request)
      kept.withLock { $0[key(request)] = rows }
      return .json(.list(rows))
    }
  }

  @Test("Rows that are read for each request show each change on each page, and pass")
  func readsAnew() async throws {
    let (seen, finding) = try await measure { request, module in
      request.path == "/users" ? .json(.list(try await module.page(request))) : nil
    }
    #expect(seen.first.page.rows?.count == 10)
    let expected = 6 * 3 + 2 + 4
    #expect(seen.steps.count == expected)
    #expect(seen.steps.allSatisfy { $0.wanted != nil && $0.onKept.rows == $0.wanted && $0.onNew?.rows == $0.wanted })
    #expect(seen.steps.count { if case .renamed(_, let old, let new) = $0.change { old != new } else { false } } == 8)
    #expect(finding.verdict == .pass)
  }

  @Test("A kept page fails, wherever in the table it is")
  func keepsPages() async throws {
    let kinds: [@Sendable (Request) -> Bool] = [
      { $0.rawQuery.isEmpty }, { $0.query("skip") == nil && $0.query("limit") != nil && $0.query("after") == nil },
      { $0.query("after") != nil }, { (20...100).contains($0.number("skip") ?? 0) },
      { (101..<190).contains($0.number("skip") ?? 0) },
    ]
    for kind in kinds {
      let (_, finding) = try await measure(keeping: kind)
      #expect(finding.cause == "fresh.stale")
    }
  }

  /// A server that reads the page after each that it serves as well, and serves that copy once; by ID or by position.
  private func measureReadingAhead(byID isByID: Bool) async throws -> Finding {
    let ahead: Locked<[String: [JSONValue]]> = Locked([:])
    let query = "SELECT id, name FROM users WHERE id > ? ORDER BY id LIMIT ? OFFSET ?"
    return try await measure { request, module in
      guard request.path == "/users" else { return nil }
      let known = ahead.withLock { $0.removeValue(forKey: request.target) }
      var rows = known ?? []
      if known == nil { rows = try await module.page(request) }
      if let limit = request.number("limit"), limit > 0, let last = rows.last?["id"]?.plainText {
        if isByID, request.number("after") != nil {
          let next = try await module.rows(query, [last, "\(limit)", "0"])
          ahead.withLock { $0["/users?limit=\(limit)&after=\(last)"] = next }
        } else if !isByID, let skip = request.number("skip") {
          let next = try await module.rows(query, ["0", "\(limit)", "\(skip + limit)"])
          ahead.withLock { $0["/users?skip=\(skip + limit)&limit=\(limit)"] = next }
        }
      }
      return .json(.list(rows))
    }.finding
  }

  @Test("A page that was read ahead, with the one before it, fails, by position and by ID")
  func readsAhead() async throws {
    for isByID in [false, true] {
      let finding = try await measureReadingAhead(byID: isByID)
      #expect(finding.cause == "fresh.stale")
      #expect(finding.next?.contains("read ahead") == true, "\(finding.measured)")
      #expect(finding.reproduce.contains(isByID ? "after=" : "skip="))
    }
  }

  @Test("A page that is kept for a connection is told from one that is kept for all")
  func keepsPagesOfConnections() async throws {
    let (seen, finding) = try await measure(keeping: { _ in true }, by: { "\($0.remoteAddress) \($0.target)" })
    #expect(seen.steps.contains { $0.onKept == $0.before && $0.onNew?.rows == $0.wanted })
    #expect(finding.cause == "fresh.stale")
    #expect(finding.measured.contains("on the connection that had requested it before, though not on a new one"))
  }

  @Test("Rows that are cached by id show a change of their number, but not of a name, and fail")
  func keepsRows() async throws {
    let kept: Locked<[String: JSONValue]> = Locked([:])
    let (_, finding) = try await measure { request, module in
      guard request.path == "/users" else { return nil }
      let rows = try await module.page(request).map { row in
        kept.withLock { kept in
          let id = row["id"]?.plainText ?? ""
          kept[id] = kept[id] ?? row
          return kept[id] ?? row
        }
      }
      return .json(.list(rows))
    }
    #expect(finding.cause == "fresh.stale")
    #expect(finding.measured.contains("the value from before"))
  }

  @Test("A remembered total hides the rows behind it, and fails")
  func remembersTheTotal() async throws {
    let (_, finding) = try await measure { request, module in
      guard request.path == "/users" else { return nil }
      let total = 200
      let skip = request.number("skip") ?? 0
      return .json(.list(Array(try await module.page(request).prefix(max(total - skip, 0)))))
    }
    #expect(finding.cause == "fresh.old-end")
  }

  @Test("A name that is escaped by hand is altered, and fails")
  func altersNames() async throws {
    let (_, finding) = try await measure { request, module in
      guard request.path == "/users" else { return nil }
      let rows = try await module.page(request).map { row -> JSONValue in
        let name = row["name"]?.plainText.replacing("&", with: "&amp;").replacing("\"", with: "'") ?? ""
        return .object(["id": row["id"] ?? .null, "name": .text(name)])
      }
      return .json(.list(rows))
    }
    #expect(finding.cause == "fresh.altered")
  }

  @Test("Rows in another order, or with other numbers, are not judged for freshness")
  func leavesOrderToOthers() async throws {
    for query in [
      "SELECT id, name FROM users WHERE id > ? ORDER BY id DESC LIMIT ? OFFSET ?",
      "SELECT id, name FROM users WHERE id > ? ORDER BY name LIMIT ? OFFSET ?",
      "SELECT id, name FROM users WHERE ? >= 0 ORDER BY id LIMIT ? - 1 OFFSET ?",
      "SELECT id, name FROM users WHERE ? >= 0 OR ? OR ? ORDER BY id",
    ] {
      let (_, finding) = try await measure { request, module in
        request.path == "/users" ? .json(.list(try await module.page(request, query))) : nil
      }
      #expect(finding.verdict == .pass, "\(query): \(finding.measured)")
    }
  }

  @Test("A 404 behind the end of the table passes, as long as it ends when rows are appended")
  func refusesEmptyPages() async throws {
    let (_, finding) = try await measure { request, module in
      guard request.path == "/users" else { return nil }
      let rows = try await module.page(request)
      return rows.isEmpty ? .json([:], .notFound) : .json(.list(rows))
    }
    #expect(finding.verdict == .pass)
  }

  @Test("After a request without a response no further one is sent")
  func hangsUp() async throws {
    let count = Locked(0)
    let (seen, finding) = try await measure { request, module in
      guard request.path == "/users" else { return nil }
      let number = count.withLock { count in
        count += 1
        return count
      }
      return number > 2 ? .brokenOff : .json(.list(try await module.page(request)))
    }
    #expect(seen.steps.count == 1)
    #expect(finding.cause == "fresh.no-page")
  }

  @Test("Without rows to change there are no steps, and that fails")
  func needsRows() async throws {
    let (seen, finding) = try await measure { request, _ in request.path == "/users" ? .json(.list([])) : nil }
    #expect(seen.first.page == .rows([]))
    #expect(seen.steps.isEmpty)
    #expect(finding.cause == "fresh.no-rows")
  }
}
