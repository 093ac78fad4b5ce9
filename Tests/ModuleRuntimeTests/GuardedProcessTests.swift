import Files
import Foundation
import ModuleRuntime
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct GuardedProcessTests {
  private func start(_ script: String, memory: Int = 1024, processes: Int = 64) throws -> GuardedProcess {
    try GuardedProcess(
      GuardedCommand(
        ["/bin/sh", "-c", script], environment: ["PATH": "/usr/bin:/bin", "GREETING": "hello"], directory: "/tmp",
        memory: memory, processes: processes),
      guardian: Products.path("guardian"))
  }

  private func finished(_ process: GuardedProcess) async -> GuardedProcess {
    await process.waitForExit()
    await process.end()
    return process
  }

  @Test(
    "The end of a process is reported, by code or by signal",
    arguments: [
      ("exit 0", ProcessExit.code(0)), ("exit 3", .code(3)), ("kill -TERM $$", .signal(15)),
    ])
  func tellsItsEnd(script: String, exit: ProcessExit) async throws {
    let process = await finished(try start(script))
    #expect(process.exit == exit)
    #expect(process.limit == nil)
  }

  @Test("A process has the given environment and folder, and its output is kept")
  func runsAsTold() async throws {
    let process = await finished(try start("echo $GREETING from $PWD; echo and this >&2; env | wc -l"))
    #expect(process.output.lastLines(3).prefix(2) == ["hello from /tmp", "and this"])
  }

  @Test("A process ends immediately when it is told to, even if it ignores SIGTERM")
  func isEnded() async throws {
    let process = try start("trap '' TERM; echo ready; while :; do sleep 60; done")
    let pid = try await process.processID()
    try await until("the process is ready") { process.output.count > 0 }
    process.terminate()
    #expect(await process.waitForExit(timeout: .milliseconds(200)) == false)
    await process.end()
    #expect(kill(pid, 0) == -1 && errno == ESRCH)
  }

  @Test("Remaining descendants are ended")
  func endsDescendants() async throws {
    let process = await finished(try start("setsid sleep 600 & echo $!"))
    #expect(process.exit == .code(0))
    let child = try #require(process.output.lastLines(1).first.flatMap { pid_t($0) })
    #expect(kill(child, 0) == -1 && errno == ESRCH)
  }

  @Test("Limits are enforced, and the exceeded one is named")
  func keepsBounds() async throws {
    let memory = await finished(try start("x=$(head -c 200m /dev/zero | tr '\\0' a); sleep 600", memory: 64))
    #expect(memory.limit?.description.contains("MiB of memory, which is more than allowed") == true)
    let output = await finished(try start("yes"))
    #expect(output.limit?.description.hasPrefix("it was stopped because it printed more than ") == true)
  }

  @Test("A report of an unknown kind, as of a guardian of another version, is told in the log")
  func readsNoOtherReports() async throws {
    let folder = try TemporaryDirectory()
    let guardian = folder.path + "/guardian"
    try "#!/bin/sh\necho started $$ >&4\necho hello >&4\n".write(toFile: guardian, atomically: true, encoding: .utf8)
    #expect(chmod(guardian, 0o755) == 0)
    let process = try GuardedProcess(
      GuardedCommand(["true"], environment: [:], directory: "/"), guardian: guardian)
    await process.waitForExit()
    #expect(process.output.text == "cannot read a report of the guardian, 'hello': run `make build` again\n")
  }

  @Test("A missing guardian is an error")
  func needsItsGuardian() {
    #expect(throws: GuardianError.self) {
      try GuardedProcess(GuardedCommand(["true"], environment: [:], directory: "/"), guardian: "/nonexistent")
    }
  }
}
