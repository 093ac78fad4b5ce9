import Foundation
import TestSupport
import Testing

@Suite("Typing while a command runs", .timeLimit(.minutes(30)))
struct TypingMeanwhileTests {
  private let sandbox: Sandbox
  private var workbench: Workbench

  init() async throws {
    sandbox = try Sandbox()
    workbench = Workbench(sandbox)
    workbench.isMeasuring = true
    try Workbench.begin(sandbox)
    try await workbench.holdCompiler()
  }

  @Test("Lines entered in the meantime run afterwards, in order; the half-typed one is whole below all that they print")
  func keepsWhatIsTyped() async throws {
    try await workbench.run { [sandbox] terminal in
      try await terminal.waitForPrompt()
      try await terminal.enter("verify")
      try await terminal.waitUntilBusy()
      // One line, and three that are pasted together.
      try await terminal.enter("hint 01")
      try await terminal.wait(for: "(queued until the current command finishes)")
      try await terminal.waitUntilBusy()
      try await terminal.type("hint\rlist\rnonsense\rprogress --half")
      try await terminal.wait(until: { $0.line == "[compiling the module] ❯ progress --half" })
      try Workbench.letGo(sandbox)
      try await terminal.wait(for: "There is no command 'nonsense'.")
      try await terminal.wait(until: { $0.line == "01-blocking ❯ progress --half" })
      let lines = try await terminal.lines()
      #expect(lines.count { $0 == "(queued until the current command finishes)" } == 4, "\(lines)")
      let order = [
        "01-blocking, swift: fail, 0 of 1 checks", "> hint 01", "Hint 1 of ", "> hint", "Hint 2 of ", "> list",
        "01-blocking  Blocking operations in async endpoints", "> nonsense", "There is no command 'nonsense'.",
        "01-blocking ❯ progress --half",
      ]
      let places = order.map { begin in
        lines.lastIndex { $0.hasPrefix(begin) && ($0 == begin || !begin.hasPrefix(">")) }
      }
      #expect(places.allSatisfy { $0 != nil } && places.compactMap(\.self).sorted() == places, "\(places): \(lines)")
      // The line can still be edited as before.
      try await terminal.type("\u{7F}\u{7F}\u{7F}\u{7F}json\r")
      try await terminal.wait(for: "\"attempts\" : 1")
    }
    try expectNothingLeft(sandbox)
  }

  @Test("Ctrl-C also drops the waiting lines")
  func dropsWaiting() async throws {
    try await workbench.run { terminal in
      try await terminal.waitForPrompt()
      try await terminal.enter("verify")
      try await terminal.waitUntilBusy()
      try await terminal.enter("list")
      try await terminal.waitUntilBusy()
      try await terminal.type("\u{3}")
      try await terminal.wait(for: "(dropped: list)")
      try await terminal.wait(for: "interrupted")
      try await terminal.command("hint --seen")
      #expect(try await !terminal.sentences().contains("Blocking operations in async endpoints"))
    }
    try expectNothingLeft(sandbox)
  }

  @Test("A window that changes its size keeps the prompt and the typed line whole, busy or not")
  func resizes() async throws {
    try await workbench.run { [sandbox] terminal in
      try await terminal.waitForPrompt()
      try await terminal.type("verify")
      try await Self.resize(terminal, "01-blocking ❯ verify")
      try await terminal.type("\r")
      try await terminal.waitUntilBusy()
      try await terminal.type("hint --see")
      try await Self.resize(terminal, "[compiling the module] ❯ hint --see")
      try Workbench.letGo(sandbox)
      try await terminal.wait(until: { $0.line == "01-blocking ❯ hint --see" })
      try await terminal.type("n\r")
      try await terminal.waitForPrompt()
    }
  }

  private static func resize(_ terminal: Terminal, _ line: String) async throws {
    try await terminal.wait(until: { $0.line == line })
    for columns in [40, 24, 120, 80] {
      try await terminal.resize(rows: 24, columns: columns)
      // On a narrow screen only the sign precedes the typed line, and two dots while a command runs.
      let typed = line.drop { $0 != "❯" }
      let narrow = (line.hasPrefix("[") ? ".." : "") + typed
      let screen = try await terminal.wait(until: { $0.columns == columns && $0.line == (columns < 40 ? narrow : line) }
      )
      #expect(screen.rows.count { $0.hasSuffix("\(typed)") } == 1, "\(screen)")
    }
  }
}
