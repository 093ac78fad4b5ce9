internal import Foundation

/// Removes a folder with all that is in it. A module may leave one that is deeper than a path can be long, which
/// `FileManager` cannot remove, or one that nobody may read.
struct FolderRemoval {
  /// So that only so many descriptors are open at once. What is deeper is first moved to the top.
  private static let mostLevels = 32

  private let top: Int32
  private var hasMoved = false

  /// Throws `FileError` when something stays, such as the files of another user.
  static func remove(_ path: String) throws {
    // Its owner may forbid even to open it.
    fchmodat(AT_FDCWD, path, 0o700, AT_SYMLINK_NOFOLLOW)
    let top = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard top >= 0 else { throw FileError(path: path, action: "removed", code: errno) }
    defer { close(top) }
    var removal = FolderRemoval(top: top)
    repeat {
      removal.hasMoved = false
      removal.empty(top, level: 0)
    } while removal.hasMoved
    guard rmdir(path) == 0 else { throw FileError(path: path, action: "removed", code: errno) }
  }

  private mutating func empty(_ folder: Int32, level: Int) {
    fchmod(folder, 0o700)
    for name in Self.names(folder) where unlinkat(folder, name, 0) != 0 && unlinkat(folder, name, AT_REMOVEDIR) != 0 {
      fchmodat(folder, name, 0o700, AT_SYMLINK_NOFOLLOW)
      let below = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard below >= 0 else { continue }
      if level < Self.mostLevels {
        empty(below, level: level + 1)
        unlinkat(folder, name, AT_REMOVEDIR)
      } else {
        hasMoved = renameat(folder, name, top, "moved-\(UInt64.random(in: 0 ... .max))") == 0 || hasMoved
      }
      close(below)
    }
  }

  /// As bytes, because they need not be text.
  private static func names(_ folder: Int32) -> [[CChar]] {
    // The stream closes its descriptor.
    guard let stream = fdopendir(openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) else { return [] }
    defer { closedir(stream) }
    var names: [[CChar]] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
          Array(UnsafeBufferPointer(start: $0, count: strlen($0) + 1))
        }
      }
      if name != [46, 0] && name != [46, 46, 0] { names.append(name) }
    }
    return names
  }
}
