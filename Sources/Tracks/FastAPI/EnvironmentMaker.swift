internal import Files
internal import Foundation

/// Creates one environment from nothing, in its final place, because its scripts contain its path.
struct EnvironmentMaker {
  let folder: EnvironmentFolder
  let base: PythonInstallation
  let requirements: PinnedRequirements
  let environment: [String: String]
  let lock: FileLock
  let progress: @Sendable (String) -> Void

  /// The marker of completeness is written last, so that an environment does not count after a kill.
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
    progress("creating a Python \(base.version) environment in \(folder.path)")
    let result = try await command(base.path).run(["-m", "venv", folder.path])
    guard result.isSuccess else { throw EnvironmentFailure.venv(result, base, folder.parent) }
  }

  private func installPackages() async throws {
    var pip = PipProgress(total: requirements.count)
    let arguments = [
      "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off",
      // Everything is pinned, so there is nothing to resolve. A source distribution would run code and need compilers.
      "--require-hashes", "--no-deps", "--only-binary", ":all:",
      // They are compiled below, in another form.
      "--no-compile", "-r", requirements.path,
    ]
    let result = try await command(folder.python).run(arguments) { text in
      if let line = pip.line(for: text) { progress(line) }
    }
    guard result.isSuccess else { throw EnvironmentFailure.pip(result, folder.parent) }
  }

  /// Compiled files that do not check the dates of their sources stay valid in a read-only or copied environment.
  private func compilePackages() async throws {
    progress("compiling \(requirements.count) packages")
    let result = try await command(folder.python)
      .run(["-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash", folder.packages])
    // Some packages ship tests that this version of Python cannot compile, which does no harm.
    if !result.isSuccess, EnvironmentFailure.isDiskFull(result) {
      throw EnvironmentFailure.diskFull(folder.parent)
    }
  }

  private func command(_ python: String) -> PythonCommand {
    PythonCommand(python: python, environment: environment, lock: lock)
  }
}
