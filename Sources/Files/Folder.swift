internal import Foundation

package enum Folder {
  /// True for a symbolic link to one too.
  package static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Makes a folder and those above it; one that is there is fine. Throws `FileError`.
  package static func make(_ path: String) throws {
    if exists(path) { return }
    let above = (path as NSString).deletingLastPathComponent
    if !above.isEmpty, above != path { try make(above) }
    guard mkdir(path, 0o755) != 0 else { return }
    let code = errno
    // Another process may have made it meanwhile.
    guard code == EEXIST, exists(path) else { throw FileError(path: path, action: "made", code: code) }
  }
}
