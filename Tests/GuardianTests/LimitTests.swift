import Foundation
import Testing

extension GuardianTests {
  /// The limits of a command. The bombs here are bounded, so that they cannot bring down the machine if the guardian fails.
  struct LimitTests {
    @Test(
      "Too many processes end everything",
      arguments: [
        "i=0; while [ $i -lt 200 ]; do sleep 3600 & i=$((i+1)); done; wait",
        "i=0; while [ $i -lt 200 ]; do setsid sleep 3600 & i=$((i+1)); done; wait",
        "b() { if [ $1 -gt 0 ]; then b $(($1-1)) & b $(($1-1)) & fi; sleep 3600; }; b 8",
      ])
    func endsBombs(script: String) async throws {
      let run = try GuardianRun(["sh", "-c", script], options: ["--processes", "64"])
      _ = try await run.startedProcess()
      let reports = try await run.remainingReports()
      let limit = try #require(reports.first?.split(separator: " "))
      #expect(limit.prefix(2) == ["limit", "processes"])
      #expect((limit.last.flatMap { Int($0) } ?? 0) > 64)
      #expect(reports.dropFirst() == ["signaled 9", "ended"])
    }

    @Test("Too much memory ends everything")
    func endsEaters() async throws {
      // A shell variable that doubles, up to 2^28 bytes if it is not stopped.
      let run = try GuardianRun(
        [
          "sh", "-c", "x=0123456789abcdef; i=0; while [ $i -lt 24 ]; do x=$x$x; i=$((i+1)); done; sleep 3600",
        ],
        options: ["--memory", "64"])
      _ = try await run.startedProcess()
      let reports = try await run.remainingReports()
      #expect(reports.first?.hasPrefix("limit memory ") == true)
      #expect(reports.dropFirst() == ["signaled 9", "ended"])
    }

    @Test("Memory that processes share counts once")
    func countsSharedMemoryOnce() async throws {
      let script = """
        x=0123456789abcdef; i=0; while [ $i -lt 20 ]; do x=$x$x; i=$((i+1)); done
        for n in 1 2 3 4 5 6 7 8; do (sleep 0.3; :) & done; wait
        """
      // 8 children share the variable's 16 MiB for many ticks of the guardian.
      let run = try GuardianRun(["sh", "-c", script], options: ["--memory", "100"])
      _ = try await run.startedProcess()
      #expect(try await run.remainingReports() == ["exited 0", "ended"])
    }

    @Test("The command gets the requested limits")
    func setsLimits() async throws {
      let run = try GuardianRun(
        ["bash", "-c", "nproc; ulimit -n; ulimit -c; ulimit -f; pwd"],
        options: ["--cpus", "1", "--directory", "/usr"])
      // bash counts file sizes in blocks of 1024 bytes.
      #expect(try await run.remainingOutput() == "1\n512\n0\n65536\n/usr\n")
    }
  }
}
