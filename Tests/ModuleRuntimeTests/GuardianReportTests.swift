import ModuleRuntime
import Testing

/// The lines that a guardian writes.
@Suite(.timeLimit(.minutes(10)))
struct GuardianReportTests {
  @Test(
    "Each kind of line is read",
    arguments: [
      ("started 4711", GuardianReport.started(pid: 4711)), ("exited 0", .exited(.code(0))),
      ("exited 3", .exited(.code(3))), ("signaled 9", .exited(.signal(9))), ("stayed 2", .stayed(2)),
      ("limit memory 512", .limit(.memory(512))), ("limit processes 64", .limit(.processes(64))),
      ("limit files 257", .limit(.files(257))), ("limit depth 64", .limit(.depth(64))),
      ("failed exec 2", .failed(step: "exec", code: 2)), ("ended", .ended),
    ])
  func reads(line: String, report: GuardianReport) {
    #expect(GuardianReport(line) == report)
  }

  @Test(
    "Other lines are ignored",
    arguments: [
      "", "started", "started x", "started 1 2", "exited 99999999999", "limit", "limit memory", "limit disk 5",
      "limit memory x", "failed exec", "ended 1", "hello",
    ])
  func rejects(line: String) {
    #expect(GuardianReport(line) == nil)
  }

  @Test("The end of a process is described in words, with the name of a known signal")
  func hasWords() {
    #expect(ProcessExit.code(1).description == "exited with code 1")
    #expect(ProcessExit.signal(9).description == "was killed by signal 9 (SIGKILL)")
    #expect(ProcessExit.signal(40).description == "was killed by signal 40")
  }
}
