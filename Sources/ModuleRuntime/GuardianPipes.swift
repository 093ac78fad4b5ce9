internal import Foundation

/// The descriptors between this program and a guardian: control, output and reports.
struct GuardianPipes {
  struct Pipe {
    let read: Int32
    let write: Int32

    init() throws {
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0 else { throw GuardianError.spawn("A pipe", errno) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      (read, write) = (ends[0], ends[1])
    }
  }

  let control: Pipe
  let output: Pipe
  let reports: Pipe

  init() throws {
    control = try Pipe()
    output = try Pipe()
    reports = try Pipe()
  }

  func closeTheirs() {
    for descriptor in [control.read, output.write, reports.write] { close(descriptor) }
  }

  func spawn(_ arguments: [String], _ environment: [String: String], socket: Int32?) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Sources first go to numbers above every target: a target might else overwrite a source still needed. The
    // guardian closes what it finds beyond its five descriptors.
    let targets: [(source: Int32, target: Int32)] = [
      (control.read, 0), (output.write, 1), (output.write, 2), (socket ?? output.write, 3), (reports.write, 4),
    ]
    for (source, target) in targets {
      posix_spawn_file_actions_adddup2(&actions, source, target + 100)
    }
    for (_, target) in targets {
      posix_spawn_file_actions_adddup2(&actions, target + 100, target)
    }
    let argumentPointers = arguments.map { strdup($0) }
    let environmentPointers = environment.map { strdup("\($0.key)=\($0.value)") }
    defer { (argumentPointers + environmentPointers).forEach { free($0) } }
    var pid: pid_t = 0
    let code = posix_spawn(
      &pid, arguments[0], &actions, nil, argumentPointers + [nil], environmentPointers + [nil])
    guard code == 0 else {
      for descriptor in [control.write, output.read, reports.read] { close(descriptor) }
      throw GuardianError.spawn(arguments[0], code)
    }
    return pid
  }
}
