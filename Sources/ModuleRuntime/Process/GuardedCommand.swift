/// A command to run under a guardian, with the limits that the guardian enforces.
package struct GuardedCommand: Sendable {
  package var arguments: [String]
  package var environment: [String: String]
  package var directory: String
  /// A descriptor that the command gets as descriptor 3.
  package var socket: Int32?
  package var processors: Int
  /// In MiB, for all its processes together.
  package var memory: Int
  package var processes: Int

  package init(
    _ arguments: [String], environment: [String: String], directory: String, socket: Int32? = nil,
    processors: Int = 2, memory: Int = 1024, processes: Int = 64
  ) {
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    self.socket = socket
    self.processors = processors
    self.memory = memory
    self.processes = processes
  }

  func guardianArguments(_ guardian: String) -> [String] {
    [
      guardian, "--cpus", String(processors), "--memory", String(memory), "--processes", String(processes),
      "--directory", directory, "--",
    ] + arguments
  }
}
