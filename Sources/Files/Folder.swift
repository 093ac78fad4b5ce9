internal import Foundation

package enum Folder {
  /// Also true for a symbolic link to a folder.
  package static func exists(_ path: String) -> Bool {
    var status = stat()
    return Path.withBytes(path) { stat($0, &status) } == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names of all that is in it, in no order. Throws `FileError`.
  package static func names(_ path: String) throws -> [String] {
    guard let folder = Path.withBytes(path, { opendir($0) }) else {
      throw FileError(path: path, action: "read", code: errno)
    }
    defer { closedir(folder) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(folder) else { break }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { Path.text($0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    guard errno == 0 else { throw FileError(path: path, action: "read", code: errno) }
    return names
  }

  /// Creates a folder and its missing parents; it may already exist. Throws `FileError`.
  package static func make(_ path: String) throws {
    if exists(path) { return }
    let above = Path.folder(path)
    if above != ".", above != path { try make(above) }
    guard Path.withBytes(path, { mkdir($0, 0o755) }) != 0 else { return }
    let code = errno
    // Another process may have created it in the meantime.
    guard code == EEXIST, exists(path) else { throw FileError(path: path, action: "created", code: code) }
  }
}
