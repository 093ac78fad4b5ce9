import Foundation
import TestSupport
import Testing

@Suite("Printing while a line is edited, and resizing", .timeLimit(.minutes(10)))
struct ScreenTests {
  @Test("Output is printed above a wrapped line that is being edited", arguments: [20, 60, 80, 200])
  func outputAboveAWrappedLine(columns: Int) async throws {
    try await withEditor(rows: 24, columns: columns) { terminal in
      let filler = String(repeating: "abcdefg ", count: columns / 4)
      try await terminal.type(filler + "\u{1B}[D\u{1B}[D")
      let line = prompt + filler
      let row = (line.count - 2) / columns
      try await terminal.wait(until: { $0.y == row && $0.x == (line.count - 2) % columns })
      for number in 1...3 {
        try await terminal.type("\u{1B}OP")
        try await terminal.wait(until: { $0.y == row + number && $0.rows[number] == line.head(columns) })
      }
      let screen = try await terminal.screen()
      #expect(Array(screen.rows.prefix(3)) == ["key help", "key help", "key help"])
      #expect(screen.x == (line.count - 2) % columns)
      try await terminal.type("X\r")
      try await terminal.wait(for: "ran [\(filler.dropLast(2))Xg ]")
    }
  }

  @Test("A line of exactly the window's width stays in place", arguments: [20, 80, 200])
  func exactMargin(columns: Int) async throws {
    try await withEditor(columns: columns) { terminal in
      let filler = String(repeating: "x", count: columns - 12)
      try await terminal.type(filler)
      try await terminal.wait(until: { $0.rows[0] == prompt + filler && $0.y == 1 && $0.x == 0 })
      try await terminal.type("\u{18}h")
      try await terminal.wait(until: {
        $0.filled == ["key hint", prompt + filler] && $0.y == 2 && $0.x == 0
      })
    }
  }

  @Test("A history search continues when text is printed above it")
  func outputWhileSearching() async throws {
    try await withEditor { terminal in
      try await terminal.enter("needle in a haystack")
      try await terminal.wait(for: "ran [needle")
      try await terminal.enter("flood")
      try await terminal.waitForLine()
      try await terminal.type("\u{12}needl")
      try await terminal.wait(for: "bck:needl")
      for task in 0..<10 { try await terminal.wait(for: "task \(task) line 49") }
      try await terminal.wait(until: { $0.filled.suffix(2) == [prompt + "needle in a haystack", "bck:needl"] })
      try await terminal.type("\r")
      try await terminal.wait(for: "ran [needle in a haystack]", count: 2)
      #expect(try await terminal.lines().filter { $0.hasPrefix("task ") }.count == 500)
    }
  }

  @Test("500 lines from ten tasks, and a line typed at the same time, stay intact", arguments: [20, 80, 200])
  func flood(columns: Int) async throws {
    try await withEditor(rows: 24, columns: columns) { terminal in
      try await terminal.enter("flood")
      var typed = ""
      for number in 0..<60 {
        typed += "\(number) "
        try await terminal.type("\(number) ")
        try await terminal.wait(for: "task \(number % 10) line \(number / 2)")
      }
      for task in 0..<10 { try await terminal.wait(for: "task \(task) line 49") }
      try await terminal.type("\r")
      try await terminal.wait(for: "ran [\(typed)]")
      let lines = try await terminal.lines().filter { $0.hasPrefix("task ") }
      let wanted = (0..<10).flatMap { task in (0..<50).map { "task \(task) line \($0)" } }
      #expect(lines.sorted() == wanted.sorted())
    }
  }

  // The second ends at the margin of 40 columns, the third has spaces at several margins.
  @Test(
    "The window can grow and shrink without damage to the lines above",
    arguments: [
      "a-line-that-is-half-typed-and-wraps-in-a-narrow-window", "wwwwww wwwwwww www wwww w ww",
      "a line that is half typed and wraps in a narrow window", "wwwwwwwww www wwwwww wwwwwwww ww w",
    ])
  func resizing(text: String) async throws {
    try await withEditor(columns: 60) { terminal in
      try await terminal.enter("first")
      try await terminal.wait(for: "ran [first]")
      try await terminal.type(text)
      for columns in [40, 70, 25, 33, 60] {
        // A line that fills its row leaves the cursor in the next row.
        let column = (prompt + text).count % columns
        try await terminal.resize(rows: 16, columns: columns)
        try await terminal.wait(for: "resized \(columns)x16")
        try await terminal.wait(until: {
          $0.x == column && $0.y == $0.filled.count - (column == 0 ? 0 : 1)
        })
      }
      let lines = try await terminal.lines().filter { !$0.isEmpty }
      #expect(
        lines == [
          prompt + "first", "ran [first] scalars=5", "resized 40x16", "resized 70x16", "resized 25x16",
          "resized 33x16", "resized 60x16", prompt + text,
        ])
    }
  }

  @Test("Eighteen resizes while typing lose nothing")
  func resizingWhileTyping() async throws {
    try await withEditor(columns: 60) { terminal in
      for number in 0..<18 {
        try await terminal.type("w\(number) ")
        try await terminal.resize(rows: 12 + number % 5, columns: [20, 80, 35, 200, 47][number % 5])
      }
      try await terminal.type("\r")
      let typed = (0..<18).map { "w\($0) " }.joined()
      try await terminal.wait(for: "ran [\(typed)]")
    }
  }

  @Test("A line taller than the window can be edited, and text can be printed above it")
  func tallerThanTheWindow() async throws {
    try await withEditor(rows: 6, columns: 20) { terminal in
      let text = (0..<80).map { "\($0)" }.joined(separator: ",")
      try await terminal.type(text + "\u{18}h!\u{18}h?\r")
      try await terminal.wait(for: "ran [\(text)!?]")
    }
  }
}

extension String {
  func head(_ columns: Int) -> String { String(prefix(columns)).trimmed }
}
