import Foundation
import TestSupport
import Testing

@Suite("Ctrl-C and Ctrl-D at the workbench", .timeLimit(.minutes(30)))
struct WorkbenchInterruptionTests {
  private let sandbox: Sandbox
  private var workbench: Workbench

  init() throws {
    sandbox = try Sandbox()
    workbench = Workbench(sandbox)
    workbench.isMeasuring = true
  }

  @Test("Ctrl-C clears the line and never ends the workbench; Ctrl-D does, and restores the terminal")
  func clears() async throws {
    try Workbench.begin(sandbox)
    try await workbench.run { terminal in
      try await terminal.waitForPrompt()
      try await terminal.wait(for: .editing)
      try await terminal.type("start 01")
      try await terminal.wait(until: { $0.line == "01-blocking ❯ start 01" })
      try await terminal.type("\u{3}")
      try await terminal.waitForPrompt()
      try await terminal.type("\u{3}\u{3}\u{3}")
      try await terminal.command("hint --seen")
      #expect(try await terminal.lines().contains("01-blocking ❯ start 01^C"))
      try await terminal.type("\u{4}")
      #expect(try await terminal.waitForExit() == 0)
      #expect(try await terminal.modes() == .original)
    }
    #expect(try !String(contentsOfFile: workbench.history, encoding: .utf8).contains("start"))
    try expectNothingLeft(sandbox)
  }

  /// Its quotes never arrive, so that each check of them takes its full time.
  private static let silent = """
    import LessonKit
    let app = App()
    app.get("/ping") { _ in .json(["message": "pong"]) }
    app.get("/quotes/{symbol}") { _ in
      try await Task.sleep(for: .seconds(600))
      return .empty()
    }
    try await app.run()

    """

  @Test(
    "Ctrl-C ends the running command, and all that it started, and leaves the prompt",
    arguments: [
      ("verify", "[measuring: "), ("verify", "[compiling the module]"), ("start 01", "[compiling the module]"),
    ])
  func cancels(command: String, moment: String) async throws {
    var workbench = workbench
    if moment.hasPrefix("[measuring") {
      try Workbench.begin(sandbox, with: Self.silent)
    } else {
      try Workbench.begin(sandbox)
      // The compiler never ends, so that the moment lasts.
      try await sandbox.script("swiftc", "#!/bin/sh\nsleep 600 & sleep 600\n")
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      workbench.environment["PATH"] = "\(sandbox.path)/bin:\(path)"
    }
    try await workbench.run { [sandbox] terminal in
      try await terminal.waitForPrompt()
      try await terminal.enter(command)
      try await terminal.wait(until: { $0.line.hasPrefix(moment) })
      // Twice, as impatient people do.
      try await terminal.type("\u{3}\u{3}")
      try await terminal.wait(for: "interrupted")
      try await terminal.waitForPrompt()
      let processes = try sandbox.processes()
      #expect(processes.count == 1, "\(processes)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: sandbox.temporary) == [])
      try await terminal.command("hint --seen")
      #expect(try await terminal.text().ranges(of: "interrupted").count == 1)
      try await terminal.enter("quit")
      #expect(try await terminal.waitForExit() == 0)
    }
    #expect(try LearnersProgress.read(workbench.progress).lessons["01-blocking"]?["swift"]?.attempts ?? 0 == 0)
    try expectNothingLeft(sandbox)
  }

  @Test("Ctrl-C ends `run`, which is not a failure, and nothing of the module is left")
  func endsRun() async throws {
    try Workbench.begin(sandbox)
    try await workbench.run { [sandbox] terminal in
      try await terminal.waitForPrompt()
      try await terminal.enter("run --port 0")
      try await terminal.waitUntilBusy("01-blocking runs")
      let sentence =
        /01-blocking, swift, answers at (http:\S+:[0-9]+) \(process [0-9]+, upstream http:\S+:[0-9]+\)\. Ctrl-C stops it\./
      let address = try #require(try await terminal.sentences().firstMatch(of: sentence)).1
      #expect(try await Tool.system("curl").run(["-sS", "\(address)/ping"]).output.contains("pong"))
      try await terminal.wait(for: "\"GET /ping HTTP/1.1\" 200")
      try await terminal.type("\u{3}")
      try await terminal.waitForPrompt()
      #expect(try sandbox.processes().count == 1)
      #expect(try await Tool.system("curl").run(["-sS", "\(address)/ping"]).status == 7)
      #expect(try await !terminal.text().contains("interrupted"))
      try await terminal.enter("quit")
      #expect(try await terminal.waitForExit() == 0)
    }
    try expectNothingLeft(sandbox)
  }

  @Test("Ctrl-D during a command leaves the workbench when the command has ended")
  func leavesLater() async throws {
    try Workbench.begin(sandbox)
    var workbench = workbench
    try await workbench.holdCompiler()
    try await workbench.run { [sandbox] terminal in
      try await terminal.waitForPrompt()
      try await terminal.enter("verify")
      try await terminal.waitUntilBusy()
      try await terminal.type("\u{4}")
      try await terminal.wait(for: "(quitting when the current command finishes)")
      try Workbench.letGo(sandbox)
      #expect(try await terminal.waitForExit() == 0)
      #expect(try await terminal.modes() == .original)
      #expect(try await terminal.lines().contains { $0.hasPrefix("01-blocking, swift: fail, 0 of 1 checks") })
    }
    #expect(try LearnersProgress.read(workbench.progress).lessons["01-blocking"]?["swift"]?.attempts == 1)
    try expectNothingLeft(sandbox)
  }
}
