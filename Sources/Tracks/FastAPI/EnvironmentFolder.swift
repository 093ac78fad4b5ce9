internal import Foundation

/// The folder of the environment for one minor version of Python and one requirements file.
struct EnvironmentFolder {
  let parent: String
  let path: String
  private let minorVersion: String

  init(home: String, python minorVersion: String, requirements: PinnedRequirements) {
    parent = home + "/.venv"
    path = "\(parent)/\(minorVersion)-\(requirements.fingerprint)"
    self.minorVersion = minorVersion
  }

  var python: String { path + "/bin/python" }
  var packages: String { "\(path)/lib/python\(minorVersion)/site-packages" }
  private var marker: String { path + "/complete" }

  /// True when it was created completely and its Python still leads to the same file of the system.
  var isComplete: Bool {
    guard let base = try? String(contentsOfFile: marker, encoding: .utf8) else { return false }
    return base == resolvedPython && FileManager.default.isExecutableFile(atPath: python)
  }

  func markComplete() throws {
    try Data(resolvedPython.utf8).write(to: URL(fileURLWithPath: marker), options: .atomic)
  }

  /// Removes the marker first, so that a half-removed environment does not count as complete.
  func remove() throws {
    for path in [marker, path] where FileManager.default.fileExists(atPath: path) {
      try FileManager.default.removeItem(atPath: path)
    }
  }

  private var resolvedPython: String { URL(fileURLWithPath: python).resolvingSymlinksInPath().path }
}
