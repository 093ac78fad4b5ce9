internal import Foundation

package enum Folder {
  /// Also true for a symbolic link to a folder.
  package static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Creates a folder and its missing parents; it may already exist. Throws `FileError`.
  package static func make(_ path: String) throws {
    if exists(path) { return }
    let above = (path as NSString).deletingLastPathComponent
    if !above.isEmpty, above != path { try make(above) }
    guard mkdir(path, 0o755) != 0 else { return }
    let code = errno
    // Another process may have created it in the meantime.
    guard code == EEXIST, exists(path) else { throw FileError(path: path, action: "created", code: code) }
  }
}
