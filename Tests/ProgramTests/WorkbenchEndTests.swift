import Foundation
import TestSupport
import Testing

@Suite("Ends of the workbench", .timeLimit(.minutes(30)))
struct WorkbenchEndTests {
  private let sandbox: Sandbox
  private var workbench: Workbench

  init() async throws {
    sandbox = try Sandbox()
    workbench = Workbench(sandbox)
    workbench.isMeasuring = true
    try Workbench.begin(sandbox)
    try await workbench.holdCompiler()
  }

  enum Moment: CaseIterable {
    case atPrompt, verifying
  }

  private func reach(_ moment: Moment, _ terminal: Terminal) async throws {
    try await terminal.command("hint")
    guard moment == .verifying else { return }
    let count = try sandbox.processes().count
    try await terminal.enter("verify")
    try await terminal.waitUntilBusy()
    // A guardian, and the guarded process.
    try await sandbox.waitForProcesses(count + 2)
  }

  /// The history and the learner's progress are kept, and the next start continues from there.
  private func expectKept(_ moment: Moment) async throws {
    #expect(
      try String(contentsOfFile: workbench.history, encoding: .utf8)
        == (moment == .atPrompt ? "hint\n" : "hint\nverify\n"))
    #expect(try LearnersProgress.read(workbench.progress).lessons["01-blocking"]?["swift"]?.hints == 1)
    try await workbench.run { terminal in
      try await terminal.command("hint")
      #expect(try await terminal.lines().contains { $0.hasPrefix("Hint 2 of ") })
      try await terminal.enter("quit")
      #expect(try await terminal.waitForExit() == 0)
    }
    try expectNothingLeft(sandbox)
  }

  @Test(
    "SIGTERM and a closed terminal end it in order, with 130", arguments: [SIGTERM, SIGHUP], Moment.allCases)
  func obeys(signal: Int32, moment: Moment) async throws {
    try await workbench.run { terminal in
      try await reach(moment, terminal)
      try await terminal.signal(signal)
      #expect(try await terminal.waitForExit() == 130)
      #expect(try await terminal.modes() == .original)
    }
    try expectNothingLeft(sandbox)
    try await expectKept(moment)
  }

  @Test("When it is killed nothing keeps running, and the next start continues from there")
  func survivesKill() async throws {
    try await workbench.run { terminal in
      try await reach(.verifying, terminal)
      try await terminal.signal(SIGKILL)
      #expect(try await terminal.waitForExit() == -SIGKILL)
      try await sandbox.waitForNoProcess()
    }
    try await expectKept(.verifying)
  }

  @Test("When the terminal itself is closed it ends in order, too", arguments: Moment.allCases)
  mutating func survivesTerminal(moment: Moment) async throws {
    // `script` has a second terminal, which ends with it.
    workbench.shellCommand = "exec script -qec \"'$pitfall'\" /dev/null"
    try await workbench.run { [sandbox] terminal in
      try await reach(moment, terminal)
      try await terminal.signal(SIGKILL)
      try await sandbox.waitForNoProcess()
    }
    // The workbench did not wait for the module.
    #expect(try LearnersProgress.read(workbench.progress).lessons["01-blocking"]?["swift"]?.attempts == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: sandbox.temporary) == [])
    workbench.shellCommand = nil
    try await expectKept(moment)
  }
}
