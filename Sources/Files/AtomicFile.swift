package import Foundation

/// Writes files that are there whole or not at all, whenever the process or the machine stops.
package enum AtomicFile {
  /// Replaces what stands at `path`; where that is a symbolic link, what it points to. Throws `FileError`.
  package static func write(_ bytes: Data, to path: String, mode: mode_t = 0o644) throws {
    let target = try followingLinks(path)
    let folder = (target as NSString).deletingLastPathComponent
    let name = (target as NSString).lastPathComponent
    // A long name with our addition would be too long; the rest of the name is no more than a help to people.
    let temporary = (folder as NSString).appendingPathComponent(".\(name.prefix(40)).\(UUID().uuidString)")
    do {
      try create(temporary, bytes, mode: mode)
      guard rename(temporary, target) == 0 else { throw FileError(path: path, action: "written", code: errno) }
    } catch let error as FileError {
      unlink(temporary)
      throw FileError(path: path, action: "written", code: error.code)
    }
    synchronize(folder: folder.isEmpty ? "." : folder)
  }

  /// Removes what writers of `path` left that were killed; for who keeps other writers away by a lock.
  package static func removeLeftovers(of path: String) {
    let folder = (path as NSString).deletingLastPathComponent
    let prefix = ".\((path as NSString).lastPathComponent.prefix(40))."
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where name.hasPrefix(prefix) && UUID(uuidString: String(name.dropFirst(prefix.count))) != nil {
      unlink((folder as NSString).appendingPathComponent(name))
    }
  }

  /// Makes the names in a folder last through a power failure, where the file system can.
  package static func synchronize(folder: String) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Makes a file that must not be there yet, and makes it last; one half written may be left. Throws `FileError`.
  package static func create(_ path: String, _ bytes: Data, mode: mode_t = 0o644) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw FileError(path: path, action: "written", code: errno) }
    var code: Int32 = 0
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while code == 0, !rest.isEmpty {
        let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count >= 0 {
          rest = rest.dropFirst(count)
        } else if errno != EINTR {
          code = errno
        }
      }
    }
    if code == 0, fsync(descriptor) != 0 { code = errno }
    // Some network file systems report a full disk no earlier than here.
    if close(descriptor) != 0, code == 0 { code = errno }
    guard code == 0 else { throw FileError(path: path, action: "written", code: code) }
  }

  /// A link to a file that is not there yet is followed too, which `realpath` would not do.
  private static func followingLinks(_ path: String) throws -> String {
    var target = path
    // The kernel gives up after as many.
    for _ in 0..<40 {
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: target) else { return target }
      let folder = (target as NSString).deletingLastPathComponent
      target = next.hasPrefix("/") ? next : (folder as NSString).appendingPathComponent(next)
    }
    throw FileError(path: path, action: "written", code: ELOOP)
  }
}
