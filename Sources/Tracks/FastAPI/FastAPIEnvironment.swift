internal import Files
internal import Foundation

/// The project's own Python environment, with the packages that a FastAPI module may import.
package struct FastAPIEnvironment: Sendable, Equatable {
  /// The absolute path of the environment's Python.
  package let python: String

  /// Everything that its Python reads: its own folder, and that of the Python that it was made from.
  var folders: [String] {
    [python, URL(fileURLWithPath: python).resolvingSymlinksInPath().path].map { Path.folder(Path.folder($0)) }
  }

  /// The file that pins its packages.
  package static func requirementsFile(home: String) -> String { home + "/Requirements/fastapi.txt" }

  static let otherwise = "The swift track works without it."

  /// The environment that was created earlier for the same requirements, if any. Starts no process.
  package static func existing(home: String) -> FastAPIEnvironment? {
    guard let requirements = try? requirements(home) else { return nil }
    return PythonInstallation.supported.reversed().lazy
      .map { EnvironmentFolder(home: home, python: $0, requirements: requirements) }
      .first { $0.isComplete }
      .map { FastAPIEnvironment(python: $0.python) }
  }

  /// Creates the environment unless it exists, which takes about half a minute and the network.
  ///
  /// `progress` gets a short line for each step. Throws `MissingRequirement` when it cannot be created.
  package static func prepare(
    home: String, environment: [String: String] = ProcessInfo.processInfo.environment,
    progress: @escaping @Sendable (String) -> Void
  ) async throws -> FastAPIEnvironment {
    if let ready = existing(home: home), try await ready.runs(environment) { return ready }
    let requirements = try requirements(home)
    let python = try await PythonInstallation.find(environment: environment)
    let folder = EnvironmentFolder(home: home, python: python.minorVersion, requirements: requirements)
    let lock = try await lock(folder, progress)
    let made = FastAPIEnvironment(python: folder.python)
    // The process that held the lock may have created it in the meantime.
    if folder.isComplete, try await made.runs(environment) { return made }
    try python.requireVenv()
    try await EnvironmentMaker(
      folder: folder, base: python, requirements: requirements, environment: environment, lock: lock,
      progress: progress
    ).make()
    return made
  }

  private static func requirements(_ home: String) throws -> PinnedRequirements {
    try PinnedRequirements(path: requirementsFile(home: home))
  }

  private static func lock(
    _ folder: EnvironmentFolder, _ progress: @Sendable (String) -> Void
  ) async throws -> FileLock {
    do {
      try FileManager.default.createDirectory(atPath: folder.parent, withIntermediateDirectories: true)
      return try await FileLock.acquire(folder.path + ".lock") {
        progress("another pitfall is creating the Python environment; waiting for it")
      }
    } catch let error as FileLockError {
      throw EnvironmentFailure.notWritable(folder.parent, error.description)
    } catch let error as CocoaError {
      throw EnvironmentFailure.notWritable(folder.parent, error.localizedDescription)
    }
  }

  /// False when the system's Python that it was created from is gone.
  private func runs(_ environment: [String: String]) async throws -> Bool {
    do {
      return try await PythonCommand(python: python, environment: environment).run(["-c", "pass"]).isSuccess
    } catch {
      try Task.checkCancellation()
      return false
    }
  }
}
