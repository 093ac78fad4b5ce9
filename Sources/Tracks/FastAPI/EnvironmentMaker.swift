internal import Files
internal import Foundation

/// Makes one environment from nothing, in place, for its scripts carry its path.
struct EnvironmentMaker {
  let folder: EnvironmentFolder
  let base: PythonInstallation
  let requirements: PinnedRequirements
  let environment: [String: String]
  let lock: FileLock
  let progress: @Sendable (String) -> Void

  /// The mark that it is complete is written last: killed on the way, it counts as not made.
  func make() async throws {
    do {
      try folder.remove()
      try await makeEnvironment()
      try await installPackages()
      try await compilePackages()
      try folder.markComplete()
    } catch let error as CocoaError where error.code == .fileWriteOutOfSpace {
      throw EnvironmentFailure.diskFull(folder.parent)
    } catch let error as CocoaError {
      throw EnvironmentFailure.notWritable(folder.parent, error.localizedDescription)
    }
  }

  private func makeEnvironment() async throws {
    progress("making a Python \(base.version) environment in \(folder.path)")
    let result = try await command(base.path).run(["-m", "venv", folder.path])
    guard result.isSuccess else { throw EnvironmentFailure.venv(result, base, folder.parent) }
  }

  private func installPackages() async throws {
    var pip = PipProgress(total: requirements.count)
    let arguments = [
      "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off",
      // All is pinned, nothing is left to resolve; a source distribution would run its own code and need compilers.
      "--require-hashes", "--no-deps", "--only-binary", ":all:",
      // Compiled below, in another form.
      "--no-compile", "-r", requirements.path,
    ]
    let result = try await command(folder.python).run(arguments) { text in
      if let line = pip.line(for: text) { progress(line) }
    }
    guard result.isSuccess else { throw EnvironmentFailure.pip(result, folder.parent) }
  }

  /// Without checks of its source's date such a file is valid in a read-only or copied environment too.
  private func compilePackages() async throws {
    progress("compiling \(requirements.count) packages")
    let result = try await command(folder.python)
      .run(["-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash", folder.packages])
    // A file that no Python of this version compiles (they ship with some tests) is nothing to stop for.
    if !result.isSuccess, EnvironmentFailure.isDiskFull(result) {
      throw EnvironmentFailure.diskFull(folder.parent)
    }
  }

  private func command(_ python: String) -> PythonCommand {
    PythonCommand(python: python, environment: environment, lock: lock)
  }
}
