import Foundation
import TestSupport
import Testing

@Suite("The workbench on all kinds of screens", .timeLimit(.minutes(30)))
struct AppearanceTests {
  private let sandbox: Sandbox
  private var workbench: Workbench

  init() throws {
    sandbox = try Sandbox()
    workbench = Workbench(sandbox)
    workbench.isMeasuring = true
  }

  /// Two commands that show everything there is to draw; returns what the terminal showed, and every byte that was
  /// written.
  private func learn(_ prompts: (String, String) = ("pitfall ❯", "01-blocking ❯")) async throws -> (
    lines: [String], text: String
  ) {
    let result = try await workbench.run { terminal in
      try await Self.enter("start 01", terminal, prompts.0, then: prompts.1)
      try await terminal.type("\r")
      // After the text's first page.
      try await terminal.wait(for: "Enter: next page")
      try await Self.enter("verify", terminal, prompts.1, then: prompts.1)
      return (lines: try await terminal.lines(), text: try await terminal.text())
    }
    try expectNothingLeft(sandbox)
    if BusyMachine.isBlamed(in: result.lines.joined(separator: "\n")) { try BusyMachine.excuse(result.text) }
    return result
  }

  private static func enter(
    _ line: String, _ terminal: Terminal, _ before: String, then after: String
  ) async throws {
    try await terminal.wait(until: { $0.line == before })
    try await terminal.type(line)
    try await terminal.wait(until: { $0.line == "\(before) \(line)" })
    try await terminal.type("\r")
    try await terminal.wait(until: { $0.line == after })
  }

  @Test("No line is wider than the screen, except for commands to paste and code", arguments: [20, 80, 200])
  mutating func fits(columns: Int) async throws {
    workbench.columns = columns
    let prompts = columns < 40 ? ("❯", "❯") : ("pitfall ❯", "01-blocking ❯")
    let (lines, _) = try await learn(prompts)
    // Where labels do not fit, text to paste starts at the margin. A path is one word.
    let pasted = [
      "    ", "  again ", "  by hand ", "for i in ", "verify --check ", "run --as ", "run --seed ", "# in a ",
    ]
    let wide = lines.filter { line in
      line.count > columns && line.contains(" ") && !pasted.contains { line.hasPrefix($0) }
    }
    #expect(wide == [])
    // Nothing is cut: on a wide screen the room is used.
    #expect(lines.contains { $0.contains("still waiting") || $0.contains("> ") })
  }

  @Test("NO_COLOR: no colours")
  mutating func hasNoColour() async throws {
    workbench.environment = ["NO_COLOR": "1"]
    let (lines, text) = try await learn()
    #expect(text.matches(of: /\u{1B}\[[0-9;]*m/).isEmpty)
    #expect(lines.contains("✘ Requests wait for the upstream concurrently"))
  }

  enum Way: String, CaseIterable {
    case environment, option, dumb
  }

  @Test("Plain, for screen readers and dumb terminals: no escape sequence at all", arguments: Way.allCases)
  mutating func isPlain(way: Way) async throws {
    workbench.environment = way == .environment ? ["ACCESSIBLE": "1"] : way == .dumb ? ["TERM": "dumb"] : [:]
    workbench.arguments = way == .option ? ["--plain"] : []
    let sign = way == .dumb ? "❯" : ">"
    let (lines, text) = try await learn(("pitfall \(sign)", "01-blocking \(sign)"))
    #expect(!text.contains("\u{1B}"))
    // What a command does is shown in lines; there is one prompt for each entered command, and one at the end.
    let prompts = lines.filter { $0.hasPrefix("pitfall \(sign)") || $0.hasPrefix("01-blocking \(sign)") }
    let before = "01-blocking \(sign)"
    #expect(prompts == ["pitfall \(sign) start 01", before, "\(before) verify", before])
    for line in ["compiling the module", "starting the module", "measuring: contract", "rendezvous: fail"] {
      // A check that was inconclusive at first is measured, and shown, once more.
      #expect(lines.count { $0 == line } >= 2, "\(line): \(lines)")
    }
    guard way != .dumb else { return }
    #expect(text.allSatisfy { !"✔✘█│❯".contains($0) }, "\(lines)")
    #expect(lines.contains("FAIL Requests wait for the upstream concurrently"), "\(lines)")
    #expect(lines.contains { $0.hasPrefix("FAIL rendezvous") }, "\(lines)")
    #expect(lines.contains("rendezvous: before fail, now fail"), "\(lines)")
  }

  @Test("A locale without UTF-8: nothing but ASCII")
  mutating func isASCII() async throws {
    workbench.environment = ["LANG": "C"]
    let (lines, text) = try await learn(("pitfall >", "01-blocking >"))
    let strange = lines.filter { !$0.allSatisfy(\.isASCII) }
    #expect(strange == [])
    #expect(text.allSatisfy { $0.isASCII })
  }
}
