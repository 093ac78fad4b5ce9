import Foundation
import TestSupport
import Testing

extension GuardianTests {
  /// Whatever a command does, it leaves no process behind.
  struct EndingTests {
    @Test(
      "The command's end is reported, then that of the guardian",
      arguments: [
        ("exit 0", "exited 0"), ("exit 3", "exited 3"), ("kill -9 $$", "signaled 9"),
        ("kill -15 $$", "signaled 15"),
      ])
    func reportsEnd(script: String, report: String) async throws {
      let run = try GuardianRun(["sh", "-c", script])
      _ = try await run.startedProcess()
      #expect(try await run.remainingReports() == [report, "ended"])
      #expect(try await run.waitForGuardian() == 0)
    }

    @Test("A byte t sends SIGTERM to the command only")
    func terminates() async throws {
      let run = try GuardianRun(["sh", "-c", "trap 'exit 9' TERM; echo ready; while :; do sleep 0.01; done"])
      _ = try await run.startedProcess()
      #expect(try await run.nextOutput() == "ready")
      run.terminateCommand()
      #expect(try await run.remainingReports() == ["exited 9", "ended"])
    }

    @Test("The end of the control pipe ends a command that ignores SIGTERM")
    func killsTheStubborn() async throws {
      let run = try GuardianRun(["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.01; done"])
      let command = try await run.startedProcess()
      #expect(try await run.nextOutput() == "ready")
      run.terminateCommand()
      run.closeControl()
      #expect(try await run.remainingReports() == ["signaled 9", "ended"])
      try await ProcessTable.waitForEnd(of: command)
    }

    @Test("The end of the control pipe also ends daemons in their own sessions")
    func killsDaemons() async throws {
      let mark = "3600.\(getpid())1"
      let run = try GuardianRun(
        [
          "sh", "-c",
          "(setsid sh -c 'sleep \(mark) & sleep \(mark) & echo ready; wait' &); exec sleep \(mark)",
        ])
      _ = try await run.startedProcess()
      #expect(try await run.nextOutput() == "ready")
      run.closeControl()
      #expect(try await run.remainingReports() == ["signaled 9", "ended"])
      #expect(try ProcessTable.count(withArgument: mark) == 0)
    }

    @Test("Descendants that outlive the command are counted and killed")
    func countsThoseThatStay() async throws {
      let mark = "3600.\(getpid())2"
      let run = try GuardianRun(["sh", "-c", "setsid sleep \(mark) & sleep \(mark) & exit 0"])
      _ = try await run.startedProcess()
      #expect(try await run.remainingReports() == ["exited 0", "stayed 2", "ended"])
      #expect(try ProcessTable.count(withArgument: mark) == 0)
    }

    @Test("A helper that ends shortly after the command does not count as left behind")
    func forgivesHelpers() async throws {
      let run = try GuardianRun(["sh", "-c", "(while kill -0 $$; do :; done) 2>/dev/null & exit 0"])
      _ = try await run.startedProcess()
      #expect(try await run.remainingReports() == ["exited 0", "ended"])
    }

    @Test("When the reader of the reports is gone, everything ends, even if the control pipe stays open")
    func endsWithoutReader() async throws {
      let run = try GuardianRun(["sleep", "3600"])
      let command = try await run.startedProcess()
      run.closeReports()
      #expect(try await run.waitForGuardian() == 0)
      try await ProcessTable.waitForEnd(of: command)
    }

    @Test("The command dies when the guardian is killed")
    func diesWithGuardian() async throws {
      let run = try GuardianRun(["sleep", "3600"])
      let command = try await run.startedProcess()
      kill(run.guardian, SIGKILL)
      #expect(try await run.waitForGuardian() == -SIGKILL)
      try await ProcessTable.waitForEnd(of: command)
    }

    @Test("Everything ends when the program that holds the pipes is killed")
    func endsWithOwner() async throws {
      // A shell plays the part of pitfall: it has the only writing end of the guardian's control pipe.
      let script = """
        fifo=$(mktemp -u) && mkfifo $fifo && exec 9<>$fifo 8<$fifo 7>$fifo 9>&- && rm $fifo
        "$0" -- sh -c 'echo $$; exec sleep 3600' 0<&8 3</dev/null 4>/dev/null 7>&- 8<&- &
        exec 8<&-; wait
        """
      let owner = Process()
      let output = Pipe()
      owner.executableURL = URL(fileURLWithPath: "/bin/bash")
      owner.arguments = ["-c", script, try Products.path("guardian")]
      owner.standardOutput = output
      try owner.run()
      let lines = PipeLines(dup(output.fileHandleForReading.fileDescriptor))
      let command = try #require(try await lines.next().flatMap { pid_t($0) })
      kill(owner.processIdentifier, SIGKILL)
      try await ProcessTable.waitForEnd(of: command)
    }

    @Test(
      "A terminal's signals do not end the guardian",
      arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE])
    func ignores(signal: Int32) async throws {
      let run = try GuardianRun(["sh", "-c", "echo ready; trap 'exit 5' TERM; while :; do sleep 0.01; done"])
      _ = try await run.startedProcess()
      #expect(try await run.nextOutput() == "ready")
      kill(run.guardian, signal)
      run.closeControl()
      #expect(try await run.remainingReports() == ["signaled 9", "ended"])
      #expect(try await run.waitForGuardian() == 0)
    }
  }
}
