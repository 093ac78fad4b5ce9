import Foundation
import TestSupport

/// A guardian started as pitfall starts it, with the other ends of its pipes.
final class GuardianRun {
  static let deadline: Duration = .seconds(30)

  let guardian: pid_t
  private var control: Int32
  private var reportsEnd: Int32
  private let outputEnd: Int32
  private var pending: [UInt8] = []

  init(_ command: [String], options: [String] = [], descriptors: Int32 = 5) throws {
    let pipes = try (0..<4).map { _ in try Pipe() }
    let (controls, outputs, listener, reports) = (pipes[0], pipes[1], pipes[2], pipes[3])
    let inherited = [controls.read, outputs.write, outputs.write, listener.read, reports.write]
    guardian = try Self.spawn(options + ["--"] + command, Array(inherited.prefix(Int(descriptors))))
    for descriptor in [controls.read, outputs.write, listener.read, listener.write, reports.write] {
      close(descriptor)
    }
    (control, outputEnd, reportsEnd) = (controls.write, outputs.read, reports.read)
  }

  deinit {
    closeControl()
    closeReports()
    close(outputEnd)
  }

  func terminateCommand() { _ = write(control, "t", 1) }

  func closeControl() {
    if control >= 0 { close(control) }
    control = -1
  }

  func closeReports() {
    if reportsEnd >= 0 { close(reportsEnd) }
    reportsEnd = -1
  }

  /// The next report, or nil at their end.
  func nextReport() throws -> String? { try nextLine(reportsEnd, &pending) }

  func remainingReports() throws -> [String] {
    var lines: [String] = []
    while let line = try nextReport() { lines.append(line) }
    return lines
  }

  /// Reads the first report, `started PID`, and returns the process ID.
  func startedProcess() throws -> pid_t {
    let words = (try nextReport() ?? "").split(separator: " ")
    guard words.count == 2, words[0] == "started", let pid = pid_t(words[1]) else {
      throw Unexpected(words.joined())
    }
    return pid
  }

  func nextOutput() throws -> String? {
    var bytes: [UInt8] = []
    return try nextLine(outputEnd, &bytes, oneByOne: true)
  }

  func remainingOutput() throws -> String {
    var text = ""
    while let line = try nextOutput() { text += line + "\n" }
    return text
  }

  /// The guardian's exit code, or the negated signal that ended it.
  func waitForGuardian() -> Int32 {
    var status: Int32 = 0
    while waitpid(guardian, &status, 0) < 0 && errno == EINTR {}
    return status & 0x7f == 0 ? (status >> 8) & 0xff : -(status & 0x7f)
  }

  private func nextLine(_ descriptor: Int32, _ pending: inout [UInt8], oneByOne: Bool = false) throws
    -> String?
  {
    while true {
      if let end = pending.firstIndex(of: 10) {
        defer { pending.removeSubrange(...end) }
        return String(decoding: pending[..<end], as: UTF8.self)
      }
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, Int32(Self.deadline.components.seconds) * 1000) == 1 else {
        throw Unexpected("nothing came in time after \(String(decoding: pending, as: UTF8.self))")
      }
      var bytes = [UInt8](repeating: 0, count: oneByOne ? 1 : 4096)
      let count = read(descriptor, &bytes, bytes.count)
      if count <= 0 { return nil }
      pending += bytes.prefix(count)
    }
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
