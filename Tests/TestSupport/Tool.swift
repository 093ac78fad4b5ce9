internal import Foundation
internal import Subprocess
internal import SystemPackage

/// A program that is run as a child process to its end.
package struct Tool: Sendable {
  package struct Output: Sendable {
    package let status: Int32
    package let output: String
    package let errors: String
  }

  package let path: String

  package init(path: String) {
    self.path = path
  }

  /// A tool of the system, from /usr/bin.
  package static func system(_ name: String) throws -> Tool {
    let path = "/usr/bin/\(name)"
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw Unexpected("\(path) is missing: install the package \(name).")
    }
    return Tool(path: path)
  }

  /// A Python with the tests' packages: PITFALL_TEST_PYTHON, or the one that `make test` prepares.
  package static func python() throws -> Tool {
    let path =
      ProcessInfo.processInfo.environment["PITFALL_TEST_PYTHON"] ?? Products.project + "/.venv-tests/bin/python"
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw Unexpected("There is no Python with the tests' packages at \(path): run `make test`, which prepares it.")
    }
    return Tool(path: path)
  }

  package func run(_ arguments: [String], input: [UInt8] = []) async throws -> Output {
    let limit = 16 << 20
    // A file instead of a pipe, because Subprocess crashes if the child ends before it has read everything (issue 367).
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("tool-\(UUID().uuidString)")
    try Data(input).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let descriptor = try FileDescriptor.open(FilePath(file.path), .readOnly)
    let result = try await Subprocess.run(
      .path(.init(path)), arguments: Arguments(arguments),
      input: .fileDescriptor(descriptor, closeAfterSpawningProcess: true), output: .string(limit: limit),
      error: .string(limit: limit))
    let status =
      switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): -signal
      }
    return Output(status: status, output: result.standardOutput, errors: result.standardError)
  }
}
