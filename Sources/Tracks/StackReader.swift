/// Shows where a thread of another process is.
package protocol StackReader: Sendable {
  /// The command that a person types to see the same of a module that `run` has started.
  var command: String { get }

  /// The frames of the thread, outermost first. Throws `StackUnreadable`.
  func read(process: Int32, thread: Int32) async throws -> [StackFrame]

  /// The functions' names as a person writes them, in the same order.
  func readable(_ names: [String]) async -> [String]

  /// The lines of code at these addresses of the process's own program, counted from its beginning, in the same order.
  /// Empty where the track has no such addresses.
  func frames(at addresses: [UInt64], process: Int32) async throws -> [StackFrame]
}

extension StackReader {
  package func frames(at addresses: [UInt64], process: Int32) async throws -> [StackFrame] { [] }

  package func readable(_ names: [String]) async -> [String] { names }
}

/// One call on a thread's stack.
package struct StackFrame: Sendable, Hashable {
  package let function: String
  /// An absolute path; nil where the code has no line numbers.
  package let file: String?
  package let line: Int?

  package init(function: String, file: String?, line: Int?) {
    self.function = function
    self.file = file
    self.line = line
  }
}

/// Why no stack can be shown on this machine.
package struct StackUnreadable: Error, Equatable {
  package let what: String
  package let next: String
  /// False when another try may succeed.
  package let isLasting: Bool

  package init(what: String, next: String, isLasting: Bool = true) {
    self.what = what
    self.next = next
    self.isLasting = isLasting
  }
}
