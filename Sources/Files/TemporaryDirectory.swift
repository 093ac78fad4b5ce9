internal import Foundation

/// A private folder that is removed when its last reference goes.
package final class TemporaryDirectory: Sendable {
  private static let prefix = "pitfall-"
  package let path: String

  package init() throws {
    let parent = FileManager.default.temporaryDirectory
    let name = "\(Self.prefix)\(getpid())-\(UInt32.random(in: 0 ... .max))"
    path = parent.appendingPathComponent(name).path
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Removes all temporary folders of this process. Called at exit, when an unfinished task may still hold a reference.
  package static func removeOwn() {
    let parent = FileManager.default.temporaryDirectory
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    for name in names where name.hasPrefix("\(prefix)\(getpid())-") {
      try? FileManager.default.removeItem(at: parent.appendingPathComponent(name))
    }
  }

  /// Removes the folders that killed processes of this program left: those named after a process that no longer exists.
  package static func removeAbandoned() {
    let parent = FileManager.default.temporaryDirectory
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    for name in names where name.hasPrefix(prefix) {
      let parts = name.dropFirst(prefix.count).split(separator: "-")
      guard parts.count == 2, let owner = pid_t(parts[0]), kill(owner, 0) != 0, errno == ESRCH else { continue }
      try? FileManager.default.removeItem(at: parent.appendingPathComponent(name))
    }
  }
}
