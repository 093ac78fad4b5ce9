internal import Foundation

/// A private folder that is removed when its last reference goes.
package final class TemporaryDirectory: Sendable {
  private static let prefix = "pitfall-"
  package let path: String

  /// Throws `TemporaryDirectoryError`.
  package init() throws {
    let parent = Self.parent
    guard parent.unicodeScalars.allSatisfy(Self.isPlain) else { throw TemporaryDirectoryError(code: EILSEQ) }
    while true {
      let path = Path.joined(parent, "\(Self.prefix)\(getpid()).\(Self.namespace)-\(UInt32.random(in: 0 ... .max))")
      if mkdir(path, 0o700) == 0 {
        self.path = path
        return
      }
      guard errno == EEXIST else { throw TemporaryDirectoryError(code: errno) }
    }
  }

  deinit {
    try? FolderRemoval.remove(path)
  }

  /// The namespace of processes that our process IDs are from: in a container that shares our folder for temporary files,
  /// the same ID is another process, and our ID may be none.
  private static let namespace: UInt64 = {
    var status = stat()
    return stat("/proc/self/ns/pid", &status) == 0 ? UInt64(status.st_ino) : 0
  }()

  /// The folder that the user keeps temporary files in.
  static var parent: String {
    guard let folder = getenv("TMPDIR"), folder.pointee != 0 else { return "/tmp" }
    return Path.absolute(Path.text(folder))
  }

  /// False for what stands for something else in database URLs and shells, and for what makes Swift 6.3's compiler
  /// crash, which is any character beyond ASCII. A right module would fail for it.
  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && scalar.value >= 32 && scalar.value < 127 && !"%?#*&;|<>$`\"'\\".unicodeScalars.contains(scalar)
  }

  /// Removes all temporary folders of this process. Called at exit, when an unfinished task may still hold a reference.
  package static func removeOwn() {
    remove { $0 == getpid() }
  }

  /// Removes the folders that killed processes of this program left: those named after a process that no longer exists.
  package static func removeAbandoned() {
    remove { kill($0, 0) != 0 && errno == ESRCH }
  }

  private static func remove(of isMeant: (pid_t) -> Bool) {
    let parent = Self.parent
    for name in (try? Folder.names(parent)) ?? [] where name.hasPrefix(prefix) {
      let parts = name.dropFirst(prefix.count).split(separator: "-")
      let owner = (parts.first ?? "").split(separator: ".")
      guard parts.count == 2, owner.count == 2, owner[1] == String(namespace), let process = pid_t(owner[0]),
        isMeant(process)
      else { continue }
      try? FolderRemoval.remove(Path.joined(parent, name))
    }
  }
}
