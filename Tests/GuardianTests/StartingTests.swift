import Foundation
import TestSupport
import Testing

extension GuardianTests {
  /// How a command is started.
  struct StartingTests {
    @Test(
      "A command that cannot be started is reported with the step and the reason",
      arguments: [
        (["/nonexistent/command"], [], "failed exec 2"),
        (["/etc/passwd"], [], "failed exec 13"),
        (["true"], ["--directory", "/nonexistent"], "failed directory 2"),
      ])
    func reportsFailure(command: [String], options: [String], report: String) async throws {
      let run = try GuardianRun(command, options: options)
      #expect(try await run.remainingReports() == [report, "ended"])
      #expect(try await run.waitForGuardian() == 127)
    }

    @Test("The command inherits only its output and descriptor 3, and its input is empty")
    func inheritsOnlyItsOwn() async throws {
      let stray = open("/dev/null", O_RDONLY)
      defer { close(stray) }
      // The shell itself expands the glob; a fifth descriptor is the one with which it reads the folder.
      let run = try GuardianRun(["bash", "-c", "cd /proc/self/fd; echo *; cat; readlink 0"])
      let descriptors = try #require(try await run.nextOutput()).split(separator: " ")
      #expect(descriptors.prefix(4) == ["0", "1", "2", "3"])
      #expect(descriptors.count <= 5)
      #expect(try await run.nextOutput() == "/dev/null")
    }

    @Test("The command starts with default signals and an empty mask")
    func resetsSignals() async throws {
      let run = try GuardianRun(["grep", "-E", "Sig(Blk|Ign)", "/proc/self/status"])
      let output = try await run.remainingOutput()
      #expect(output == "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n")
    }

    @Test("The guardian has its own session, and the command its own group")
    func standsApart() async throws {
      let run = try GuardianRun(["sleep", "3600"])
      let command = try await run.startedProcess()
      #expect(getsid(run.guardian) == run.guardian)
      #expect(getpgid(command) == command)
      withExtendedLifetime(run) {}
    }

    @Test("The output ends with the last descendant, not with the guardian")
    func letsGoOfOutput() async throws {
      let run = try GuardianRun(["bash", "-c", "echo last; exec >&- 2>&-; sleep 3600"])
      _ = try await run.startedProcess()
      #expect(try await run.remainingOutput() == "last\n")
    }

    @Test(
      "Wrong usage is explained in a sentence, and exits with 64",
      arguments: [
        (["--cpus", "none", "--", "true"], "--cpus needs a positive number, not 'none'"),
        (["--memory"], "--memory needs a value"),
        (["--colour", "--", "true"], "unknown option --colour"),
        ([], "COMMAND is missing"),
        (["--", "true"], "descriptor 3 must be open"),
      ])
    func explainsUsage(arguments: [String], sentence: String) async throws {
      let run = try await Tool(path: Products.path("guardian")).run(arguments)
      #expect(run.status == 64)
      #expect(run.errors == "guardian: \(sentence); see guardian --help\n")
    }
  }
}
