import Foundation
import TestSupport
import Testing

extension GuardianTests {
  /// Whatever a command does, nothing of it is left behind.
  struct EndingTests {
    @Test(
      "The command's end is reported, then the guardian's own",
      arguments: [
        ("exit 0", "exited 0"), ("exit 3", "exited 3"), ("kill -9 $$", "signaled 9"),
        ("kill -15 $$", "signaled 15"),
      ])
    func reportsEnd(script: String, report: String) throws {
      let run = try GuardianRun(["sh", "-c", script])
      _ = try run.startedProcess()
      #expect(try run.remainingReports() == [report, "ended"])
      #expect(run.waitForGuardian() == 0)
    }

    @Test("A byte t sends SIGTERM, to the command alone")
    func terminates() throws {
      let run = try GuardianRun(["sh", "-c", "trap 'exit 9' TERM; echo ready; while :; do sleep 0.01; done"])
      _ = try run.startedProcess()
      #expect(try run.nextOutput() == "ready")
      run.terminateCommand()
      #expect(try run.remainingReports() == ["exited 9", "ended"])
    }

    @Test("The end of the control pipe ends a command that ignores SIGTERM")
    func killsTheStubborn() throws {
      let run = try GuardianRun(["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.01; done"])
      let command = try run.startedProcess()
      #expect(try run.nextOutput() == "ready")
      run.terminateCommand()
      run.closeControl()
      #expect(try run.remainingReports() == ["signaled 9", "ended"])
      #expect(ProcessTable.isGone(command))
    }

    @Test("The end of the control pipe ends daemons in sessions of their own")
    func killsDaemons() throws {
      let mark = "3600.\(getpid())1"
      let run = try GuardianRun(
        [
          "sh", "-c",
          "(setsid sh -c 'sleep \(mark) & sleep \(mark) & echo ready; wait' &); exec sleep \(mark)",
        ])
      _ = try run.startedProcess()
      #expect(try run.nextOutput() == "ready")
      run.closeControl()
      #expect(try run.remainingReports() == ["signaled 9", "ended"])
      #expect(try ProcessTable.count(withArgument: mark) == 0)
    }

    @Test("Descendants that outlive the command are counted and ended")
    func countsThoseThatStay() throws {
      let mark = "3600.\(getpid())2"
      let run = try GuardianRun(["sh", "-c", "setsid sleep \(mark) & sleep \(mark) & exit 0"])
      _ = try run.startedProcess()
      #expect(try run.remainingReports() == ["exited 0", "stayed 2", "ended"])
      #expect(try ProcessTable.count(withArgument: mark) == 0)
    }

    @Test("A helper that ends together with the command does not count as left behind")
    func forgivesHelpers() throws {
      let run = try GuardianRun(["sh", "-c", "(while kill -0 $$; do :; done) 2>/dev/null & exit 0"])
      _ = try run.startedProcess()
      #expect(try run.remainingReports() == ["exited 0", "ended"])
    }

    @Test("When nobody reads the reports any more everything ends, even if the control pipe is held open")
    func endsWithoutReader() throws {
      let run = try GuardianRun(["sleep", "3600"])
      let command = try run.startedProcess()
      run.closeReports()
      #expect(run.waitForGuardian() == 0)
      #expect(ProcessTable.isGone(command))
    }

    @Test("The command dies with a guardian that is killed")
    func diesWithGuardian() throws {
      let run = try GuardianRun(["sleep", "3600"])
      let command = try run.startedProcess()
      kill(run.guardian, SIGKILL)
      #expect(run.waitForGuardian() == -SIGKILL)
      #expect(ProcessTable.isGone(command))
    }

    @Test("Everything ends when the program that holds the pipes is killed")
    func outlivesNobody() throws {
      // A shell in the workbench's place: it holds the only writing end of the guardian's control pipe.
      let script = """
        fifo=$(mktemp -u) && mkfifo $fifo && exec 9<>$fifo 8<$fifo 7>$fifo 9>&- && rm $fifo
        "$0" -- sh -c 'echo $$; exec sleep 3600' 0<&8 3</dev/null 4>/dev/null 7>&- 8<&- &
        exec 8<&-; wait
        """
      let workbench = Process()
      let output = Pipe()
      workbench.executableURL = URL(fileURLWithPath: "/bin/bash")
      workbench.arguments = ["-c", script, try Products.path("guardian")]
      workbench.standardOutput = output
      try workbench.run()
      let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
      let command = try #require(pid_t(line.trimmingCharacters(in: .newlines)))
      kill(workbench.processIdentifier, SIGKILL)
      #expect(ProcessTable.isGone(command))
    }

    @Test(
      "The signals of a terminal do not end the guardian",
      arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE])
    func ignores(signal: Int32) throws {
      let run = try GuardianRun(["sh", "-c", "echo ready; trap 'exit 5' TERM; while :; do sleep 0.01; done"])
      _ = try run.startedProcess()
      #expect(try run.nextOutput() == "ready")
      kill(run.guardian, signal)
      run.closeControl()
      #expect(try run.remainingReports() == ["signaled 9", "ended"])
      #expect(run.waitForGuardian() == 0)
    }
  }
}
