internal import Foundation
internal import ModuleRuntime

/// A Python on this machine to create the environment with. It is only queried, never changed.
package struct PythonInstallation: Sendable, Equatable {
  /// The command found on PATH.
  package let path: String
  /// Such as `3.11.7`.
  package let version: String
  package let hasVenv: Bool
  package let hasEnsurepip: Bool

  /// Such as `3.11`.
  package var minorVersion: String { version.split(separator: ".").prefix(2).joined(separator: ".") }

  package static let supported = ["3.11", "3.12", "3.13"]
  private static let names = ["python3", "python3.13", "python3.12", "python3.11"]
  private static let question = """
    import sys, importlib.util as u
    print('python', '.'.join(map(str, sys.version_info[:3])), *[u.find_spec(n) is not None for n in ('venv', 'ensurepip')])
    """

  /// The first one on PATH that the requirements are pinned for.
  package static func find(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) async throws -> PythonInstallation {
    var others: [String] = []
    for name in names {
      guard let path = executable(name, environment), let found = try await ask(path, environment) else {
        continue
      }
      if supported.contains(found.minorVersion) { return found }
      others.append("\(name) is \(found.version)")
    }
    let found = others.isEmpty ? "there is none on PATH" : others.joined(separator: ", ")
    throw MissingRequirement(
      what: "The fastapi track needs Python 3.11, 3.12 or 3.13; \(found).",
      next:
        "Install one (Debian, Ubuntu: `apt-get install python3 python3-venv`). \(FastAPIEnvironment.otherwise)"
    )
  }

  /// Debian ships Python without the modules that create environments.
  func requireVenv() throws {
    guard !hasVenv || !hasEnsurepip else { return }
    throw MissingRequirement(
      what:
        "\(path) (\(version)) cannot create environments: its module \(hasVenv ? "ensurepip" : "venv") is missing.",
      next: "Install it (Debian, Ubuntu: `apt-get install python3-venv`). \(FastAPIEnvironment.otherwise)")
  }

  private static func executable(_ name: String, _ environment: [String: String]) -> String? {
    (environment["PATH"] ?? "").split(separator: ":").lazy
      .map { "\($0)/\(name)" }
      .first { $0.hasPrefix("/") && FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Nil for something called Python that does not run, such as a version manager's placeholder.
  private static func ask(_ path: String, _ environment: [String: String]) async throws -> PythonInstallation? {
    let command = PythonCommand(python: path, environment: environment)
    let result = try await command.run(["-c", question])
    let words = (result.lastLine ?? "").split(separator: " ")
    guard result.isSuccess, words.count == 4, words[0] == "python" else { return nil }
    return PythonInstallation(
      path: path, version: String(words[1]), hasVenv: words[2] == "True", hasEnsurepip: words[3] == "True")
  }
}
