import Foundation
import TestSupport
import Testing

@Suite("A lesson at a terminal")
struct WorkbenchTests {
  private let sandbox: Sandbox
  private var workbench: Workbench

  init() throws {
    sandbox = try Sandbox()
    workbench = Workbench(sandbox)
  }

  @Test("The greeting fits one screen and names the first command; what is no command is said at the prompt")
  func greets() async throws {
    try await workbench.run { terminal in
      try await terminal.waitForPrompt("pitfall")
      let screen = try await terminal.screen()
      #expect(screen.filled.count <= 24)
      #expect(screen.rows[0].hasPrefix("pitfall teaches the pitfalls of asynchronous servers on real ones. You"))
      #expect(screen.rows.contains("Begin with: start 01-blocking"))
      try await terminal.command("verfy", at: "pitfall", then: "pitfall")
      try await terminal.expectLine(
        "pitfall: There is no command 'verfy'. Did you mean 'verify'? `help` shows them all.")
      try await terminal.command("verify", at: "pitfall", then: "pitfall")
      try await terminal.expectLine("pitfall: No lesson is started, so name one: 01-blocking.")
      try await terminal.enter("quit")
      #expect(try await terminal.waitForExit() == 0)
    }
    // Nothing was begun, so nothing is written but the history.
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
        track == "swift" ? "start 01" : "start 01 --track fastapi", at: "pitfall",
        showing: "Enter shows the lesson's text",
        then: prompt)
      let shown = try await terminal.lines()
      #expect(shown.contains("Someone asks for /ping while slow requests are under way:"))
      #expect(shown.contains { $0.hasPrefix("  /ping   █") && $0.hasSuffix(" ms  and still waiting") }, "\(shown)")
      #expect(shown.contains("✘ Requests wait for the partner side by side"))
      #expect(shown.contains("Your copy to mend: \(own)"))
      #expect(shown.contains("Enter shows the lesson's text, a screen at a time."))
      try Self.expectSame("\(sandbox.path)/\(own)", "Lessons/01-blocking/\(track)/\(file)")
      try await Self.read(terminal, prompt)
      try await terminal.command("apply async-client", at: prompt, then: prompt)
      try await terminal.command("verify", at: prompt, showing: "Next: next;", then: prompt)
      try await expectPass(terminal, track)
      try await terminal.expectLine("Next: next; solution shows other ways")
    }
    try await workbench.run { terminal in
      try await terminal.waitForPrompt(prompt)
      let title = track == "swift" ? "Swift" : "FastAPI"
      #expect(try await terminal.lines().contains("You are at 01-blocking, \(title). Go on with: verify"))
      try await terminal.type("\u{4}")
      #expect(try await terminal.waitForExit() == 0)
    }
    try expectNothingLeft(sandbox)
  }

  /// Enter on an empty line, until there is no more.
  private static func read(_ terminal: Terminal, _ prompt: String) async throws {
    var screens = 0
    let more = "Enter shows more."
    repeat {
      screens += 1
      try await terminal.type("\r")
      try await terminal.wait(for: "\(prompt) ❯", count: screens + 1)
      try await terminal.waitForPrompt(prompt)
      // From the prompt that was answered to the next one.
      #expect(try await terminal.screen().rows.count { $0 == "\(prompt) ❯" } >= 2)
    } while try await terminal.screen().filled.dropLast().last == more
    #expect(screens > 1)
    let lines = try await terminal.lines()
    #expect(lines.contains("Blocking operations in async endpoints"))
    #expect(lines.contains("- order: A quick request overtakes the slow ones, 3 points"), "\(lines)")
    // Nothing is left to show.
    try await terminal.type("\r")
    try await terminal.wait(for: "\(prompt) ❯", count: screens + 2)
    #expect(try await terminal.lines().filter { $0 == more }.count == screens - 1)
  }

  private func expectPass(_ terminal: Terminal, _ track: String) async throws {
    let shown = try await terminal.lines()
    let head = shown.contains { $0.hasPrefix("before ") && $0.contains(" │ now") }
    let ping = shown.contains { $0.contains(" │   /ping   █") && $0.hasSuffix(" ms") }
    #expect(head && ping, "\(shown)")
    #expect(shown.allSatisfy { $0.count <= 80 }, "\(shown.filter { $0.count > 80 })")
    for check in ["rendezvous", "loop", "order"] {
      #expect(shown.contains { $0.split(separator: " ").map(String.init) == [check, "fail", "pass"] }, "\(shown)")
    }
    #expect(shown.contains { $0.hasPrefix("01-blocking, \(track): pass, 4 of 4 checks, 10 of 10 points, ") })
    let progress = try LearnersProgress.read(workbench.progress)
    #expect(progress.current == .init(lesson: "01-blocking", track: track))
    let pass = try #require(progress.lessons["01-blocking"]?[track]?.passed)
    #expect(pass.fingerprint.count == 64 && pass.fingerprint.allSatisfy(\.isHexDigit))
    #expect(pass.points == 10 && pass.of == 10)
  }

  private static func expectSame(_ path: String, _ shipped: String) throws {
    #expect(
      try String(contentsOfFile: path, encoding: .utf8)
        == String(contentsOfFile: "\(Products.project)/\(shipped)", encoding: .utf8))
  }
}
