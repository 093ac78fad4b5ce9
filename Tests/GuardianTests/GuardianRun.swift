import Foundation
import TestSupport

/// A guardian started as pitfall starts it, with the other ends of its pipes.
final class GuardianRun {
  let guardian: pid_t
  private var control: Int32
  private let reports: PipeLines
  private let output: PipeLines

  init(_ command: [String], options: [String] = [], descriptors: Int32 = 5) throws {
    let pipes = try (0..<4).map { _ in try Pipe() }
    let (controls, outputs, listener, reporting) = (pipes[0], pipes[1], pipes[2], pipes[3])
    let inherited = [controls.read, outputs.write, outputs.write, listener.read, reporting.write]
    guardian = try Self.spawn(options + ["--"] + command, Array(inherited.prefix(Int(descriptors))))
    for descriptor in [controls.read, outputs.write, listener.read, listener.write, reporting.write] {
      close(descriptor)
    }
    control = controls.write
    (reports, output) = (PipeLines(reporting.read), PipeLines(outputs.read))
  }

  deinit {
    closeControl()
  }

  func terminateCommand() { _ = write(control, "t", 1) }

  func closeControl() {
    if control >= 0 { close(control) }
    control = -1
  }

  func closeReports() { reports.close() }

  /// The next report, or nil at their end.
  func nextReport() async throws -> String? { try await reports.next() }

  func remainingReports() async throws -> [String] {
    var lines: [String] = []
    while let line = try await nextReport() { lines.append(line) }
    return lines
  }

  /// Reads the first report, `started PID`, and returns the process ID.
  func startedProcess() async throws -> pid_t {
    let words = (try await nextReport() ?? "").split(separator: " ")
    guard words.count == 2, words[0] == "started", let pid = pid_t(words[1]) else {
      throw Unexpected(words.joined())
    }
    return pid
  }

  func nextOutput() async throws -> String? { try await output.next() }

  func remainingOutput() async throws -> String {
    var text = ""
    while let line = try await nextOutput() { text += line + "\n" }
    return text
  }

  /// The guardian's exit code, or the negated signal that ended it.
  func waitForGuardian() async throws -> Int32 {
    var status: Int32 = 0
    try await until("the guardian has ended") { waitpid(guardian, &status, WNOHANG) == guardian }
    return status & 0x7f == 0 ? (status >> 8) & 0xff : -(status & 0x7f)
  }

  private static func spawn(_ arguments: [String], _ inherited: [Int32]) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in inherited.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
    }
    let path = try Products.path("guardian")
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, path, &actions, nil, &words, environ)
    guard code == 0 else { throw Unexpected("posix_spawn: \(code)") }
    return pid
  }

  private struct Pipe {
    let read: Int32
    let write: Int32

    /// Uses high descriptors, so that assigning the guardian's descriptors does not overwrite one of them.
    init() throws {
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0 else { throw Unexpected("pipe: \(errno)") }
      let high = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 10) }
      for end in ends { close(end) }
      (read, write) = (high[0], high[1])
    }
  }
}
