import Foundation
import TestSupport
import Testing

@Suite("The workbench under job control", .timeLimit(.minutes(30)))
struct JobControlTests {
  private let sandbox: Sandbox
  private var workbench: Workbench

  init() throws {
    sandbox = try Sandbox()
    workbench = Workbench(sandbox)
    workbench.isInShell = true
    workbench.isMeasuring = true
  }

  @Test("Ctrl-Z at the prompt stops the workbench, and fg shows the half-typed line again")
  func stopsAtPrompt() async throws {
    try Workbench.begin(sandbox)
    try await workbench.run { terminal in
      try await terminal.waitForPrompt()
      try await terminal.type("hint --s")
      try await terminal.wait(until: { $0.line == "01-blocking ❯ hint --s" })
      try await terminal.type("\u{1A}")
      try await terminal.wait(until: { $0.line == "shell$" })
      try await terminal.wait(for: .original)
      try await terminal.type("echo $((40 + 2)) here\n")
      try await terminal.wait(for: "42 here")
      try await terminal.type("fg\n")
      try await terminal.wait(until: { $0.line == "01-blocking ❯ hint --s" })
      try await terminal.type("een\r")
      try await terminal.waitForPrompt()
      try await terminal.type("\u{4}")
      try await terminal.wait(until: { $0.line == "shell$" })
      try await terminal.type("echo code $?\n")
      try await terminal.wait(for: "code 0")
    }
    try expectNothingLeft(sandbox)
  }

  @Test("Ctrl-Z during verify returns to the shell, and after fg the verdict arrives")
  func stopsWhileBusy() async throws {
    try Workbench.begin(sandbox)
    var workbench = workbench
    try await workbench.holdCompiler()
    try await workbench.run { [sandbox] terminal in
      try await terminal.waitForPrompt()
      try await terminal.enter("verify")
      try await terminal.waitUntilBusy()
      try await terminal.type("\u{1A}")
      try await terminal.wait(until: { $0.line == "shell$" })
      try await terminal.wait(for: .original)
      try await terminal.type("echo $((40 + 2)) here\n")
      try await terminal.wait(for: "42 here")
      try Workbench.letGo(sandbox)
      try await terminal.type("fg\n")
      try await terminal.wait(for: "01-blocking, swift: fail, 0 of 1 checks")
      try await terminal.waitForPrompt()
      try await terminal.enter("quit")
      try await terminal.wait(until: { $0.line == "shell$" })
    }
    try expectNothingLeft(sandbox)
  }

  @Test("Started by make: Ctrl-C does not end make, Ctrl-Z stops both, and fg continues")
  func worksUnderMake() async throws {
    try Workbench.begin(sandbox)
    try sandbox.write("learn:\n\t@\(Products.path("pitfall")); echo left with $$?\n", to: "tiny.mk")
    var workbench = workbench
    workbench.shellCommand = "exec make -f tiny.mk learn"
    try await workbench.run { terminal in
      try await terminal.waitForPrompt()
      try await terminal.type("half\u{3}")
      try await terminal.waitForPrompt()
      try await terminal.command("hint --seen")
      try await terminal.type("\u{1A}")
      try await terminal.wait(until: { $0.line == "shell$" })
      try await terminal.type("jobs\n")
      try await terminal.wait(until: { $0.text.contains("Stopped ") })
      try await terminal.type("fg\n")
      try await terminal.waitForPrompt()
      try await terminal.command("hint --seen")
      try await terminal.type("\u{4}")
      try await terminal.wait(for: "left with 0")
      try await terminal.wait(until: { $0.line == "shell$" })
      #expect(try await !terminal.lines().contains { $0.hasPrefix("make: ***") })
    }
    try expectNothingLeft(sandbox)
  }
}
