internal import Base
internal import Foundation
internal import ModuleRuntime
internal import Subprocess

/// Reads the stacks of a Python process with py-spy, without stopping it.
struct PySpy: StackReader {
  /// Nil when it is not installed.
  private let path: String?

  /// It is one of the environment's packages; another one on the search path serves as well.
  init(python: String?) {
    let own = python.map { ($0 as NSString).deletingLastPathComponent + "/py-spy" }
    path = own.flatMap { FileManager.default.isExecutableFile(atPath: $0) ? $0 : nil } ?? SearchPath.find("py-spy")
  }

  private struct Dump: Decodable {
    struct Frame: Decodable {
      let name: String
      let filename: String
      let line: Int
    }

    let thread: Int32?
    let frames: [Frame]

    private enum CodingKeys: String, CodingKey {
      case frames
      case thread = "os_thread_id"
    }
  }

  var command: String { "\(ShellWord.quoted(path ?? "py-spy")) dump --pid $PID" }

  func read(process: Int32, thread: Int32) async throws -> [StackFrame] {
    guard let path else {
      throw StackUnreadable(
        what: "There is no py-spy, which shows the line at which a Python process is.",
        next: "Install it: `pip install py-spy`, or delete .venv and start again, which creates it with py-spy.")
    }
    let result = try await Subprocess.run(
      .path(.init(path)), arguments: ["dump", "--nonblocking", "--json", "--pid", String(process)],
      output: .string(limit: 4 << 20), error: .string(limit: 64 << 10))
    guard result.terminationStatus.isSuccess else { throw Self.failure(result.standardError) }
    let threads = try JSONDecoder().decode([Dump].self, from: Data(result.standardOutput.utf8))
    guard let found = threads.first(where: { $0.thread == thread }) ?? threads.first else { return [] }
    return found.frames.reversed().map { StackFrame(function: $0.name, file: $0.filename, line: $0.line) }
  }

  private static func failure(_ words: String) -> StackUnreadable {
    if words.contains("Permission") || words.contains("permission") {
      return StackUnreadable(
        what: "This user may not look into the module's process with py-spy.",
        next: "Run pitfall as root, or allow it: in a container with --cap-add SYS_PTRACE, elsewhere with "
          + "`sysctl kernel.yama.ptrace_scope=0`.")
    }
    return StackUnreadable(
      what: "py-spy could not read the module's stack: \(lastLine(words)).",
      next: "Try again, or update it: `pip install --upgrade py-spy`.", isLasting: false)
  }

  private static func lastLine(_ words: String) -> String {
    words.split(whereSeparator: \.isNewline).last.map(String.init) ?? "it printed nothing"
  }
}
