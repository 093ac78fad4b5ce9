internal import ModuleRuntime

/// The messages for everything that can go wrong while an environment is created.
enum EnvironmentFailure {
  static func diskFull(_ folder: String) -> MissingRequirement {
    MissingRequirement(
      what: "The disk is full: the Python environment in \(folder) needs about 150 MB.",
      next: "Free some space and try again. \(FastAPIEnvironment.otherwise)")
  }

  static func notWritable(_ folder: String, _ reason: String) -> MissingRequirement {
    MissingRequirement(
      what: "The Python environment cannot be created in \(folder): \(reason)",
      next: "Make that folder writable and try again. \(FastAPIEnvironment.otherwise)")
  }

  static func venv(
    _ result: PythonCommand.Result, _ python: PythonInstallation, _ folder: String
  ) -> MissingRequirement {
    if isDiskFull(result) { return diskFull(folder) }
    return MissingRequirement(
      what: "\(python.path) -m venv failed: \(result.lastLine ?? "it printed nothing").",
      next:
        "Install all of it (Debian, Ubuntu: `apt-get install python3-venv`). \(FastAPIEnvironment.otherwise)")
  }

  static func pip(_ result: PythonCommand.Result, _ folder: String) -> MissingRequirement {
    if isDiskFull(result) { return diskFull(folder) }
    return MissingRequirement(
      what: "The packages of the fastapi track could not be installed: \(reason(result)).",
      next: "Check the network and `pip config list`, then try again. Once the environment exists, it works offline. "
        + FastAPIEnvironment.otherwise)
  }

  static func isDiskFull(_ result: PythonCommand.Result) -> Bool {
    result.lines.contains { $0.contains("No space left on device") || $0.contains("Disk quota exceeded") }
  }

  /// Pip's last error, or else its last line.
  private static func reason(_ result: PythonCommand.Result) -> String {
    let error = result.lines.last { $0.hasPrefix("ERROR: ") }?.dropFirst("ERROR: ".count)
    let text = error.map(String.init) ?? result.lastLine ?? "pip printed nothing"
    let sentence = text.hasSuffix(".") ? String(text.dropLast()) : text
    // When pip cannot reach its index, its last error blames the package.
    let isUnreachable = result.lines.contains { $0.hasPrefix("WARNING: Retrying") }
    return isUnreachable ? "the package index did not answer (\(sentence))" : sentence
  }
}
