internal import Foundation

/// Where the environment for one minor version of Python and one requirements file lives.
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

  /// It was made to its end, and its Python still leads to the same file of the system's.
  var isComplete: Bool {
    guard let base = try? String(contentsOfFile: marker, encoding: .utf8) else { return false }
    return base == resolvedPython && FileManager.default.isExecutableFile(atPath: python)
  }

  func markComplete() throws {
    try Data(resolvedPython.utf8).write(to: URL(fileURLWithPath: marker), options: .atomic)
  }

  /// The marker goes first: what is half removed is not complete.
  func remove() throws {
    for path in [marker, path] where FileManager.default.fileExists(atPath: path) {
      try FileManager.default.removeItem(atPath: path)
    }
  }

  private var resolvedPython: String { URL(fileURLWithPath: python).resolvingSymlinksInPath().path }
}
