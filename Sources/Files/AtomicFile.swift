package import Foundation

/// Writes files so that each is complete or absent, even if the process or the machine stops at any moment.
package enum AtomicFile {
  /// Replaces the file at `path`, or, if that is a symbolic link, the link's target. Throws `FileError`.
  package static func write(_ bytes: Data, to path: String, mode: mode_t = 0o644) throws {
    let target = try followingLinks(path)
    let folder = (target as NSString).deletingLastPathComponent
    let name = (target as NSString).lastPathComponent
    // The name is shortened because with the suffix it could be too long; it only helps people recognize the file.
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

  /// Throws `FileError` when `write` could not write this file now, so that long work need not end with that.
  package static func requirePlace(for path: String) throws {
    let folder = Path.folder(path)
    guard !Folder.exists(path) else { throw FileError(path: path, action: "written", code: EISDIR) }
    guard Folder.exists(folder) else { throw FileError(path: path, action: "written", code: ENOENT) }
    guard Path.withBytes(folder, { access($0, W_OK) }) == 0 else {
      throw FileError(path: path, action: "written", code: errno)
    }
  }

  /// Removes the temporary files of killed writers of `path`. The caller must hold a lock that keeps other writers away.
  package static func removeLeftovers(of path: String) {
    let folder = (path as NSString).deletingLastPathComponent
    let prefix = ".\((path as NSString).lastPathComponent.prefix(40))."
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where name.hasPrefix(prefix) && UUID(uuidString: String(name.dropFirst(prefix.count))) != nil {
      unlink((folder as NSString).appendingPathComponent(name))
    }
  }

  /// Makes a folder's entries survive a power failure, if the file system supports that.
  package static func synchronize(folder: String) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Creates a file that must not exist yet, and flushes it to disk; an error may leave a partial file. Throws `FileError`.
  package static func create(_ path: String, _ bytes: Data, mode: mode_t = 0o644) throws {
    let descriptor = Path.withBytes(path) { open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode) }
    guard descriptor >= 0 else { throw FileError(path: path, action: "written", code: errno) }
    var code = bytes.withUnsafeBytes { Descriptor.write($0, to: descriptor) }
    if code == nil, fsync(descriptor) != 0 { code = errno }
    // Some network file systems report a full disk only when the file is closed.
    if close(descriptor) != 0, code == nil { code = errno }
    if let code { throw FileError(path: path, action: "written", code: code) }
  }

  /// Unlike `realpath`, also follows a link to a file that does not exist yet.
  private static func followingLinks(_ path: String) throws -> String {
    var target = path
    // The same limit as in the kernel.
    for _ in 0..<40 {
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: target) else { return target }
      let folder = (target as NSString).deletingLastPathComponent
      target = next.hasPrefix("/") ? next : (folder as NSString).appendingPathComponent(next)
    }
    throw FileError(path: path, action: "written", code: ELOOP)
  }
}
