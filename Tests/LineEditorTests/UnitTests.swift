import LineEditor
import Testing

@Suite("Decisions of the line editor", .timeLimit(.minutes(10)))
struct UnitTests {
  init() { useLocale() }

  @Test("The layout follows libedit's wrapping", arguments: [20, 80, 200])
  func wrapping(columns: Int) {
    let layout = Layout(columns: columns)
    func place(_ line: String, _ cursor: Int? = nil) -> Layout.Position {
      let scalars = Array(line.unicodeScalars)
      return layout.position(prompt: Array("> ".unicodeScalars), line: scalars, cursor: cursor ?? scalars.count)
    }
    let fill = String(repeating: "x", count: columns - 3)
    #expect(place("") == .init(row: 0, column: 2))
    #expect(place("ab", 1) == .init(row: 0, column: 3))
    #expect(place(fill) == .init(row: 0, column: columns - 1))
    #expect(place(fill + "x") == .init(row: 1, column: 0))
    #expect(place(fill + "日") == .init(row: 1, column: 2))
    #expect(place(fill + "日", fill.count) == .init(row: 1, column: 0))
    #expect(place(String(fill.dropLast()) + "日") == .init(row: 1, column: 0))
    #expect(place("found\nbck:fou") == .init(row: 1, column: 7))
    #expect(place("\t") == .init(row: 0, column: 8))
    #expect(place("\u{1}") == .init(row: 0, column: 4))
    #expect(place("\u{FFFF}") == .init(row: 0, column: 9))
    #expect(place("e\u{301}") == .init(row: 0, column: 3))
    #expect(place(String(repeating: "y", count: 3 * columns)) == .init(row: 3, column: 2))
  }

  @Test(
    "Bytes become scalars wherever they are split",
    arguments: [
      ("né日😀", [] as [UInt8], "né日😀"), ("a", [0xff], "ab"), ("", [0xc3], "b"), ("", [0xe6, 0x97], "b"),
      ("", [0xed, 0xa0, 0x80], "b"), ("", [0xc2, 0x85], "b"), ("", [0], "b"), ("", [0xf4, 0x90, 0x80, 0x80], "b"),
    ])
  func decoding(before: String, bytes: [UInt8], after: String) {
    let input = Array(before.utf8) + bytes + Array((bytes.isEmpty ? "" : "b").utf8)
    for size in 1...max(1, input.count) {
      var decoder = ScalarDecoder()
      var text = String.UnicodeScalarView()
      for start in stride(from: 0, to: input.count, by: size) {
        decoder.append(input[start..<min(start + size, input.count)])
        while let scalar = decoder.next() { text.append(scalar) }
      }
      #expect(String(text) == after)
    }
  }

  @Test("An incomplete character waits for its last bytes")
  func unfinished() {
    var decoder = ScalarDecoder()
    decoder.append([0xe6, 0x97])
    #expect(decoder.next() == nil && decoder.count == 2)
    decoder.append([0xa5, 0x61])
    #expect(decoder.next() == "日" && decoder.next() == "a" && decoder.next() == nil && decoder.count == 0)
  }

  @Test("Urgent keys are removed from the type-ahead, and Ctrl-C drops everything before it")
  func controls() {
    var decoder = ScalarDecoder()
    decoder.append(Array("ab\u{1A}c\u{3}d\u{1C}e".utf8))
    #expect(decoder.takeControls() == [.stop, .interrupt, .quit])
    #expect(decoder.next() == "d" && decoder.next() == "e" && decoder.count == 0)
  }

  @Test("Adjacent sequences in a prompt become one run, and a run at its end gets a space")
  func prompts() {
    func marked(_ text: String) -> String {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: Prompt(text).marked)
      return String(view)
    }
    #expect(marked("plain> ") == "plain> ")
    #expect(marked("\u{1B}[1m\u{1B}[32ma\u{1B}[0m ") == "\u{1}\u{1B}[1m\u{1B}[32m\u{1}a\u{1}\u{1B}[0m\u{1} ")
    #expect(marked("a\u{1B}[0m") == "a\u{1}\u{1B}[0m\u{1} ")
    #expect(Prompt("\u{1B}[1ma\nb\u{7}").visible == ["a", "b"])
  }

  @Test("Tab inserts the common part, or lists the candidates")
  func completion() {
    func action(_ word: String, _ candidates: [Completion.Candidate]) -> Completion.Action {
      Completion(replacedLength: word.count, candidates: candidates).action(word: word)
    }
    #expect(action("x", []) == .nothing)
    #expect(action("li", [.init("list")]) == .replace("list "))
    #expect(action("so", [.init("'some folder/", endsWord: false)]) == .replace("'some folder/"))
    #expect(action("l", [.init("lessons"), .init("lesson")]) == .replace("lesson"))
    #expect(action("l", [.init("list"), .init("later")]) == .list)
  }

  @Test("A list fills its columns from top to bottom, and wide characters take two columns")
  func lists() {
    let completion = Completion(replacedLength: 0, candidates: ["日本", "b", "c", "d", "e"].map { .init($0) })
    #expect(completion.list(columns: 80) == "日本  b     c     d     e")
    #expect(completion.list(columns: 12) == "日本  d\nb     e\nc")
    #expect(completion.list(columns: 3) == "日本\nb\nc\nd\ne")
  }

  @Test("Lines are edited only in a capable terminal, unless plain reading is requested")
  func reading() {
    func choice(_ environment: [String: String], plain: Bool = false, terminals: Bool = true) -> LineReading {
      .choose(isPlainWanted: plain, environment: environment, areTerminals: terminals)
    }
    #expect(choice(["TERM": "xterm"]) == .edited)
    #expect(choice(["TERM": "xterm"], plain: true) == .plain && choice(["TERM": "xterm"], terminals: false) == .plain)
    #expect(choice(["TERM": "dumb"]) == .plain && choice([:]) == .plain)
  }
}
