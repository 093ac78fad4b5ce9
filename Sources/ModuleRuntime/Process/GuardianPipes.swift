internal import Files
internal import Foundation

/// The descriptors between this program and a guardian: control, output and reports.
struct GuardianPipes {
  struct Pipe {
    let read: Int32
    let write: Int32

    init() throws {
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0 else { throw GuardianError.spawn("A pipe", errno) }
      defer { ends.forEach { close($0) } }
      read = try GuardianPipes.raised(ends[0])
      do {
        write = try GuardianPipes.raised(ends[1])
      } catch {
        close(read)
        throw error
      }
    }
  }

  /// A copy with a number above those that the guardian gets, so that passing one descriptor does not overwrite another.
  private static func raised(_ descriptor: Int32) throws -> Int32 {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 10)
    guard copy >= 0 else { throw GuardianError.spawn("A copy of a descriptor", errno) }
    return copy
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
    let socket = try socket.map(Self.raised)
    defer { _ = socket.map { close($0) } }
    // The guardian closes all other descriptors itself.
    for (source, target) in [
      (control.read, 0), (output.write, 1), (output.write, 2), (socket ?? output.write, 3), (reports.write, 4),
    ] as [(Int32, Int32)] {
      posix_spawn_file_actions_adddup2(&actions, source, target)
    }
    let argumentPointers = arguments.map { Path.withBytes($0, strdup) }
    let environmentPointers = environment.map { Path.withBytes("\($0.key)=\($0.value)", strdup) }
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
