/// A command to run under a guardian, with the limits that the guardian enforces.
package struct GuardedCommand: Sendable {
  package var arguments: [String]
  package var environment: [String: String]
  package var directory: String
  /// A descriptor that the command gets as descriptor 3.
  package var socket: Int32?
  package var isolation: Isolation
  /// Where its files are hidden from it: what it may read all the same.
  package var readable: [String] = []
  /// The folders that it may also change.
  package var writable: [String] = []
  /// Folders that stay hidden though they are in one that it may read.
  package var hidden: [String] = []
  /// The port on which it reaches pitfall; nil when it needs none.
  var upstreamPort: Int?
  /// With a network of its own: for the guardian to pass sockets of it to pitfall.
  var sockets: PassedSockets?
  /// In bytes; for its own listening socket in such a network.
  var sendBuffer: Int?
  /// How many it uses, unless its isolation says that.
  package var processors: Int
  /// In MiB, for all its processes together.
  package var memory: Int
  package var processes: Int

  package init(
    _ arguments: [String], environment: [String: String], directory: String, socket: Int32? = nil,
    isolation: Isolation = .limits, processors: Int = 2, memory: Int = 1024, processes: Int = 64
  ) {
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    self.socket = socket
    self.isolation = isolation
    self.processors = isolation.processors ?? processors
    self.memory = memory
    self.processes = processes
  }

  func guardianArguments(_ guardian: String) -> [String] {
    var words = [
      guardian, "--cpus", String(processors), "--first-cpu", String(isolation.firstProcessor), "--memory",
      String(memory), "--processes", String(processes), "--directory", directory, "--isolation",
      isolation.tier.rawValue,
    ]
    if let user = isolation.user { words += ["--user", String(user)] }
    for path in readable { words += ["--read", path] }
    for path in writable { words += ["--write", path] }
    for path in hidden { words += ["--hide", path] }
    if let upstreamPort { words += ["--upstream", String(upstreamPort)] }
    if sockets != nil { words += ["--pass-sockets"] }
    if let sendBuffer { words += ["--send-buffer", String(sendBuffer)] }
    return words + ["--"] + arguments
  }
}
