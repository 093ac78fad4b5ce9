import Foundation
import TestSupport
import Testing

@Suite("Editing a line", .timeLimit(.minutes(10)))
struct EditingTests {
  @Test("The prompt's colors have no width, and end with the prompt", arguments: [20, 80, 200])
  func colours(columns: Int) async throws {
    try await withEditor(columns: columns) { terminal in
      try await terminal.type("he\u{1}X")
      let screen = try await terminal.wait(until: { $0.line == prompt + "Xhe" && $0.x == 13 })
      #expect(screen.styles[screen.y] == String(repeating: "b", count: 11))
    }
  }

  @Test(
    "The cursor moves over, and deletes, whole characters of any width",
    arguments: [["LANG": "C.UTF-8"], ["LC_ALL": "C"], ["LC_ALL": "does_NOT.exist"]])
  func unicode(environment: [String: String]) async throws {
    try await withEditor(environment: environment) { terminal in
      try await terminal.type("né日本😀x\u{1B}[D\u{1B}[D\u{7F}\r")
      try await terminal.wait(for: "ran [né日😀x] scalars=5")
      try await terminal.type(bytes: [0xff, 0x61, 0xc3, 0x28, 0xe6, 0x97, 0x62, 0x0d])
      try await terminal.wait(for: "ran [a(b] scalars=3")
      try await terminal.type("e\u{301}x\r")
      try await terminal.wait(for: "scalars=3", count: 2)
    }
  }

  @Test("A wide character that does not fit wraps, and moves back after a deletion", arguments: [20, 60, 80])
  func wideAtTheMargin(columns: Int) async throws {
    try await withEditor(columns: columns) { terminal in
      let filler = String(repeating: "a", count: columns - 12 - 3)
      try await terminal.type(filler + "日本")
      try await terminal.wait(until: { $0.rows[0] == prompt + filler + "日" && $0.rows[1] == "本" && $0.x == 2 })
      try await terminal.type("\u{7F}")
      try await terminal.wait(until: { $0.rows[1].isEmpty && $0.rows[0] == prompt + filler + "日" })
      try await terminal.type("\u{7F}b\r")
      try await terminal.wait(for: "ran [\(filler)b]")
    }
  }

  @Test("Pasted text longer than the screen can be edited at its start", arguments: [20, 80, 200])
  func longPaste(columns: Int) async throws {
    try await withEditor(rows: 24, columns: columns) { terminal in
      let text = (0..<90).map { "\($0)" }.joined(separator: "-")
      try await terminal.type(text + "\u{1}X\u{5}Y\r")
      try await terminal.wait(for: "ran [X\(text)Y]")
    }
  }

  @Test("Tab completes a unique or common part, and otherwise lists the candidates above the line")
  func completion() async throws {
    try await withEditor { terminal in
      try await terminal.type("l\t")
      try await terminal.wait(until: { $0.filled == ["later    lessons  list", prompt + "l"] && $0.x == 13 })
      try await terminal.type("is\t")
      try await terminal.wait(until: { $0.line == prompt + "list" && $0.x == 17 })
      try await terminal.type("\u{15}apply b\t")
      try await terminal.wait(until: { $0.rows[1] == "bonus   broken  busy" && $0.line == prompt + "apply b" })
      try await terminal.type("r\t\r")
      try await terminal.wait(for: "ran [apply broken ]")
    }
  }

  @Test("The keys for help and hint do not change the line")
  func chords() async throws {
    try await withEditor { terminal in
      try await terminal.type("half\u{18}h")
      try await terminal.wait(for: "key hint")
      for (number, key) in ["\u{1B}OP", "\u{1B}[11~", "\u{1B}[[A"].enumerated() {
        try await terminal.type(key)
        try await terminal.wait(for: "key help", count: number + 1)
      }
      try await terminal.type("way\r")
      try await terminal.wait(for: "ran [halfway]")
    }
  }

  @Test("Home, End, Delete and the arrow keys work; paste markers are ignored")
  func keys() async throws {
    try await withEditor { terminal in
      try await terminal.type(
        "\u{1B}[200~bcd\u{1B}[201~\u{1B}[Ha\u{1B}[Fe\u{1B}[1~\u{1B}[3~\u{1B}OFf\u{1B}OD\u{1B}OC\r")
      try await terminal.wait(for: "ran [bcdef] scalars=5")
    }
  }

  @Test("Three pasted lines run in order")
  func pasteOfLines() async throws {
    try await withEditor { terminal in
      try await terminal.type("one\ntwo\nthree\n")
      try await terminal.wait(for: "ran [three]")
      let ran = try await terminal.lines().filter { $0.hasPrefix("ran") }
      #expect(ran == ["ran [one] scalars=3", "ran [two] scalars=3", "ran [three] scalars=5"])
    }
  }

  @Test("An unknown terminal works without an error message")
  func unknownTerminal() async throws {
    try await withEditor(environment: ["TERM": "no-such-terminal"]) { terminal in
      try await terminal.type("abc\u{1}X\r")
      try await terminal.wait(for: "ran [Xabc]")
      #expect(try await terminal.lines()[0].hasPrefix("workbench"))
    }
  }
}
