internal import ModuleRuntime
internal import Subprocess

/// Reads the stack of one thread with eu-stack, which stops the thread for some milliseconds.
package struct EuStack: StackReader {
  private let symbolizer = SwiftSymbolizer()

  package var command: String { "eu-stack -p $PID | swift demangle" }

  package func read(process: Int32, thread: Int32) async throws -> [StackFrame] {
    guard let path = SearchPath.find("eu-stack") else {
      throw StackUnreadable(
        what: "There is no eu-stack, which shows where the threads of a Swift program are.",
        next: "Install it (Debian, Ubuntu: `apt-get install elfutils`).")
    }
    let result = try await Subprocess.run(
      .path(.init(path)), arguments: ["-1", "-p", String(thread)],
      output: .string(limit: 4 << 20), error: .string(limit: 64 << 10))
    let calls = Self.calls(in: result.standardOutput)
    guard !calls.isEmpty else { throw Self.failure(result.standardError) }
    return try await symbolizer.frames(calls, process: process).reversed()
  }

  package func readable(_ names: [String]) async -> [String] { await symbolizer.readable(names) }

  package func frames(at addresses: [UInt64], process: Int32) async throws -> [StackFrame] {
    try await symbolizer.frames(at: addresses, process: process)
  }

  /// One call on a stack: where it stands, or will go on.
  package struct Call: Equatable {
    package let address: UInt64
    package let function: String
  }

  /// Innermost first. Each has a line: `#3  0x000055db4eae6a65 $s6Module…`, and ` - 1` after the address of a call
  /// that has not returned.
  package static func calls(in text: String) -> [Call] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      guard let match = line.wholeMatch(of: /#\d+\s+0x([0-9a-f]+)(?: - 1)?\s*(.*)/),
        let address = UInt64(match.1, radix: 16)
      else { return nil }
      return Call(address: address, function: String(match.2))
    }
  }

  private static func failure(_ words: String) -> StackUnreadable {
    let line = words.split(whereSeparator: \.isNewline).last.map(String.init) ?? "it printed nothing"
    if words.contains("not permitted") || words.contains("denied") {
      return StackUnreadable(
        what: "This user may not look into the module's process with eu-stack.",
        next: "Run pitfall as root, or allow it: in a container with --cap-add SYS_PTRACE, elsewhere with "
          + "`sysctl kernel.yama.ptrace_scope=0`.")
    }
    return StackUnreadable(
      what: "eu-stack could not read the module's stack: \(line).", next: "Try again.", isLasting: false)
  }
}
