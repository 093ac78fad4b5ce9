internal import Foundation

/// What a path refers to; symbolic links are not followed.
package enum FileKind {
  case nothing
  case file
  case folder
  case link
  case other

  package init(_ path: String) {
    self.init(path, lstat)
  }

  /// The same of what a symbolic link refers to; a link that leads nowhere stays one.
  package static func followingLinks(_ path: String) -> FileKind {
    let kind = FileKind(path, stat)
    return kind == .nothing ? FileKind(path) : kind
  }

  private init(_ path: String, _ ask: (UnsafePointer<CChar>, UnsafeMutablePointer<stat>) -> Int32) {
    var status = stat()
    guard Path.withBytes(path, { ask($0, &status) }) == 0 else {
      self = .nothing
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .file
    case S_IFDIR: self = .folder
    case S_IFLNK: self = .link
    default: self = .other
    }
  }

  package static func remove(_ path: String) throws {
    guard FileKind(path) != .nothing else { return }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw FileError(path: path, action: "removed", code: EACCES)
    }
  }

  package static func move(_ path: String, to other: String) throws {
    guard rename(path, other) == 0 else { throw FileError(path: other, action: "written", code: errno) }
  }

  /// The path with all symbolic links resolved; its last components need not exist.
  package static func resolved(_ path: String) -> String {
    var rest: [String] = []
    var known = path
    var links = 0
    while true {
      if let real = realpath(known, nil) {
        defer { free(real) }
        return ([String(cString: real)] + rest).joined(separator: "/")
      }
      if links < 40, let target = try? FileManager.default.destinationOfSymbolicLink(atPath: known) {
        // A link whose target does not exist.
        let folder = (known as NSString).deletingLastPathComponent
        known = target.hasPrefix("/") ? target : "\(folder)/\(target)"
        links += 1
        continue
      }
      let above = (known as NSString).deletingLastPathComponent
      guard !above.isEmpty, above != known else { return path }
      rest.insert((known as NSString).lastPathComponent, at: 0)
      known = above
    }
  }
}
