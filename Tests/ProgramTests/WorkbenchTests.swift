import Foundation
import TestSupport
import Testing

@Suite("A lesson at a terminal", .timeLimit(.minutes(30)))
struct WorkbenchTests {
  private let sandbox: Sandbox
  private var workbench: Workbench

  init() throws {
    sandbox = try Sandbox()
    workbench = Workbench(sandbox)
  }

  @Test("The greeting fits one screen and names the first command; an unknown command is reported at the prompt")
  func greets() async throws {
    try await workbench.run { terminal in
      try await terminal.waitForPrompt("pitfall")
      let screen = try await terminal.screen()
      #expect(screen.filled.count <= 24)
      #expect(screen.rows[0] == "pitfall")
      #expect(screen.rows[2].hasPrefix("Learn what goes wrong in asynchronous servers by fixing real ones. You edit"))
      #expect(screen.rows.contains("Type start 01-blocking to begin."))
      try await terminal.command("verfy", at: "pitfall", then: "pitfall")
      try await terminal.expectLine("There is no command 'verfy'. Did you mean 'verify'? Type help for all commands.")
      try await terminal.command("verify", at: "pitfall", then: "pitfall")
      try await terminal.wait(until: { screen in
        screen.rows.contains { $0.hasPrefix("No lesson is started, so name one: 01-blocking, 02-") }
      })
      try await terminal.enter("quit")
      #expect(try await terminal.waitForExit() == 0)
    }
    // Nothing was begun, so only the history is written.
    #expect(try FileManager.default.contentsOfDirectory(atPath: sandbox.path).sorted() == ["state", "tmp"])
    try expectNothingLeft(sandbox)
  }

  @Test("From the damage over the text to a pass, in both tracks", arguments: ["swift", "fastapi"])
  mutating func tellsTheStory(track: String) async throws {
    if track == "fastapi" { try await SharedEnvironment.isMade() }
    let file = track == "swift" ? "main.swift" : "main.py"
    let prompt = track == "swift" ? "01-blocking" : "01-blocking fastapi"
    let own = "workspace/01-blocking/\(track)/\(file)"
    workbench.isMeasuring = true
    try await workbench.run { [sandbox] terminal in
      try await terminal.command(
        track == "swift" ? "start 01" : "start 01 --track fastapi", at: "pitfall", then: prompt)
      let shown = try await terminal.lines()
      try Self.excuse(shown)
      #expect(shown.contains("A client requests /ping while slow requests are in progress:"))
      #expect(shown.contains { $0.hasPrefix("  /ping   █") && $0.hasSuffix(" ms  and still waiting") }, "\(shown)")
      #expect(shown.contains("✘ Requests wait for the upstream concurrently"))
      #expect(shown.contains("Your copy: \(own)"))
      #expect(shown.contains("Press Enter to read the lesson's text, one page at a time."))
      try Self.expectSame("\(sandbox.path)/\(own)", "Lessons/01-blocking/\(track)/\(file)")
      try await Self.read(terminal, prompt)
      let failed = try await terminal.answer(to: "verify", at: prompt)
      try Self.excuse(failed)
      Self.expectFailure(failed, track)
      try await terminal.command("apply async-client", at: prompt, then: prompt)
      let passed = try await terminal.answer(to: "verify", at: prompt)
      try Self.excuse(passed)
      try expectPass(passed, track)
    }
    try await workbench.run { terminal in
      try await terminal.waitForPrompt(prompt)
      let title = track == "swift" ? "Swift" : "FastAPI"
      #expect(
        try await terminal.lines().contains("Current lesson: 01-blocking (\(title)), passed. Type next to continue."))
      try await terminal.type("\u{4}")
      #expect(try await terminal.waitForExit() == 0)
    }
    try expectNothingLeft(sandbox)
  }

  private static func excuse(_ shown: some Sequence<String>) throws {
    let text = shown.joined(separator: "\n")
    if BusyMachine.isBlamed(in: text) { try BusyMachine.excuse(text) }
  }

  /// Presses Enter on an empty line until there is no more text; each screen begins with the heading that the one
  /// before named.
  private static func read(_ terminal: Terminal, _ prompt: String) async throws {
    let more = "Enter: next page"
    var screens: [ArraySlice<String>] = []
    var heading: Substring?
    repeat {
      let screen = try await terminal.answer(to: "", at: prompt)
      // Including the prompts above and below it.
      #expect(screen.count <= 22, "\(screen)")
      if let heading { #expect(screen.first.map { $0[...] } == heading, "\(screen)") }
      heading = screen.last?.firstMatch(of: /^Enter: next page, "(.*)" \(\d+ of \d+\)$/)?.1
      screens.append(screen)
    } while screens.last?.last?.hasPrefix(more) == true
    #expect(screens.count > 1)
    #expect(screens[0].contains("Blocking operations in async endpoints"))
    #expect(screens.last?.contains("- order: A quick request overtakes the slow ones, 3 points") == true, "\(screens)")
    // Nothing is left to show.
    #expect(try await terminal.answer(to: "", at: prompt) == [])
  }

  private static func expectFailure(_ shown: ArraySlice<String>, _ track: String) {
    // One check in full, the first that failed.
    #expect(shown.first == "✘ rendezvous   Requests wait for the upstream concurrently", "\(shown)")
    #expect(shown.count { $0.hasPrefix("✘ ") || $0.hasPrefix("✔ ") } == 1, "\(shown)")
    for label in ["expected", "measured", "by hand", "again", "next"] {
      #expect(shown.count { $0.hasPrefix("  \(label) ") } == 1, "\(label): \(shown)")
    }
    // Then all checks in a line each, then the result.
    let table = [
      ["before", "now"], ["contract", "pass", "pass"], ["rendezvous", "fail", "fail"], ["loop", "fail", "fail"],
      ["order", "fail", "fail"], ["patience", "pass", "pass"],
    ]
    let rows = table.map { words in shown.firstIndex { $0.split(separator: " ").starts(with: words, by: ==) } }
    let parts =
      [
        shown.firstIndex { $0.hasPrefix("  next ") },
        shown.firstIndex(of: "A client requests /ping while slow requests are in progress:"),
        shown.firstIndex { $0.hasPrefix("before ") && $0.contains(" │ now") },
      ] + rows + [
        shown.firstIndex { $0.hasPrefix("01-blocking, \(track): fail, 2 of 5 checks, 2 of 11 points, ") },
        shown.firstIndex { $0.hasPrefix("Edit, then verify again. Stuck? Type diagnose or hint.") },
      ]
    #expect(parts.allSatisfy { $0 != nil } && parts.compactMap(\.self).sorted() == parts, "\(parts): \(shown)")
    // Each with its measurement.
    #expect(rows.dropFirst().allSatisfy { $0.map { shown[$0].split(separator: " ").count > 3 } ?? false }, "\(shown)")
    let said = shown.joined(separator: " ")
    #expect(said.hasSuffix("Type diagnose or hint. For details on another check: verify --check ID"), "\(shown)")
    let wide = shown.filter { line in
      line.count > 80 && !["  by hand ", "             ", "  again "].contains { line.hasPrefix($0) }
    }
    #expect(wide == [])
  }

  private func expectPass(_ shown: ArraySlice<String>, _ track: String) throws {
    let head = shown.contains { $0.hasPrefix("before ") && $0.contains(" │ now") }
    let ping = shown.contains { $0.contains(" │   /ping   █") && $0.hasSuffix(" ms") }
    #expect(head && ping, "\(shown)")
    #expect(shown.allSatisfy { $0.count <= 80 }, "\(shown.filter { $0.count > 80 })")
    for check in ["rendezvous", "loop", "order"] {
      let words = [check, "fail", "pass"]
      #expect(shown.contains { $0.split(separator: " ").starts(with: words, by: ==) }, "\(shown)")
    }
    #expect(shown.contains { $0.hasPrefix("01-blocking, \(track): pass, 5 of 5 checks, 11 of 11 points, ") })
    #expect(shown.last == "Passed. Type next to continue, or solution to compare your fix with others.", "\(shown)")
    let progress = try LearnersProgress.read(workbench.progress)
    #expect(progress.current == .init(lesson: "01-blocking", track: track))
    let pass = try #require(progress.lessons["01-blocking"]?[track]?.passed)
    #expect(pass.fingerprint.count == 64 && pass.fingerprint.allSatisfy(\.isHexDigit))
    #expect(pass.points == 11 && pass.of == 11)
  }

  private static func expectSame(_ path: String, _ shipped: String) throws {
    #expect(
      try String(contentsOfFile: path, encoding: .utf8)
        == String(contentsOfFile: "\(Products.project)/\(shipped)", encoding: .utf8))
  }
}
