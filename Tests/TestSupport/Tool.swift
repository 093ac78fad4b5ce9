import Foundation

/// A client that is not ours, run as a child process to its end.
struct Tool {
  struct Missing: Error, CustomStringConvertible {
    let description: String
  }

  struct Output: Sendable {
    let status: Int32
    let output: String
    let errors: String
  }

  let path: String

  /// The system's own tool of that name.
  static func system(_ name: String) throws -> Tool {
    let path = "/usr/bin/\(name)"
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw Missing(description: "\(path) is missing: install the package \(name).")
    }
    return Tool(path: path)
  }

  /// A Python that has httpx: PITFALL_TEST_PYTHON, or the one that `make test` prepares.
  static func python() throws -> Tool {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized
    let path =
      ProcessInfo.processInfo.environment["PITFALL_TEST_PYTHON"]
      ?? root.appending(path: ".venv-tests/bin/python").path
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw Missing(
        description: "There is no Python with httpx at \(path): run `make test`, which prepares it.")
    }
    return Tool(path: path)
  }

  func run(_ arguments: [String], input: [UInt8] = []) async throws -> Output {
    try await blocking {
      let process = Process()
      process.executableURL = URL(filePath: path)
      process.arguments = arguments
      let (standardInput, output, errors) = (Pipe(), Pipe(), Pipe())
      process.standardInput = standardInput
      process.standardOutput = output
      process.standardError = errors
      try process.run()
      DispatchQueue.global().async {
        try? standardInput.fileHandleForWriting.write(contentsOf: input)
        try? standardInput.fileHandleForWriting.close()
      }
      let text = try output.fileHandleForReading.readToEnd() ?? Data()
      // What these tools say on standard error fits the pipe.
      let errorText = try errors.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      return Output(
        status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
        errors: String(decoding: errorText, as: UTF8.self))
    }
  }
}
