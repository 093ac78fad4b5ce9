internal import Files
internal import Subprocess

/// Runs a Python without any of the user's own settings.
struct PythonCommand {
  let python: String
  let environment: [String: String]
  /// Also held by the process that runs, as its standard input.
  var lock: FileLock?

  struct Result: Equatable {
    let isSuccess: Bool
    /// The last 200 lines of standard output and error.
    let lines: [String]

    var lastLine: String? { lines.last { !$0.allSatisfy(\.isWhitespace) } }
  }

  /// Runs with `-I`; `line` gets each line of output when it arrives.
  func run(_ arguments: [String], line: (String) -> Void = { _ in }) async throws -> Result {
    guard let lock else { return try await run(arguments, input: .none, line: line) }
    // The lock file is empty, so the process reads end of file from it.
    let input = FileDescriptorInput.fileDescriptor(
      .init(rawValue: lock.descriptor), closeAfterSpawningProcess: false)
    return try await run(arguments, input: input, line: line)
  }

  private func run(_ arguments: [String], input: some InputProtocol, line: (String) -> Void) async throws
    -> Result
  {
    var lines: [String] = []
    let result = try await Subprocess.run(
      .path(.init(python)), arguments: Arguments(["-I"] + arguments), environment: .custom(own), input: input,
      output: .sequence, error: .combinedWithOutput
    ) { execution in
      for try await text in execution.standardOutput.strings() {
        let text = text.trimmingNewline
        lines.append(text)
        if lines.count > 400 { lines.removeFirst(200) }
        line(text)
      }
    }
    return Result(isSuccess: result.terminationStatus.isSuccess, lines: lines.suffix(200))
  }

  /// The user's settings for how pip reaches its index. Others (user, target, no-deps, …) would put packages elsewhere.
  private static let pipSettings: Set<String> = [
    "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX", "PIP_TRUSTED_HOST", "PIP_CERT",
    "PIP_CLIENT_CERT", "PIP_PROXY", "PIP_TIMEOUT", "PIP_DEFAULT_TIMEOUT", "PIP_RETRIES", "PIP_CACHE_DIR",
    "PIP_NO_CACHE_DIR", "PIP_CONFIG_FILE", "PIP_KEYRING_PROVIDER", "PIP_USE_DEPRECATED",
  ]

  private var own: [Environment.Key: String] {
    var own: [Environment.Key: String] = [:]
    for (name, value) in environment
    where !name.hasPrefix("PYTHON") && (!name.hasPrefix("PIP_") || Self.pipSettings.contains(name)) {
      if let key = Environment.Key(rawValue: name) { own[key] = value }
    }
    // These override pip's configuration files.
    own["PIP_USER"] = "0"
    own["PIP_NO_INPUT"] = "1"
    return own
  }
}

extension String {
  fileprivate var trimmingNewline: String {
    String(self[..<(lastIndex { !$0.isNewline }.map { index(after: $0) } ?? startIndex)])
  }
}
