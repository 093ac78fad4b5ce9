internal import Base
internal import Foundation

/// Paths as text; bytes that are not UTF-8 are carried along in it (see `String.keptBytes`).
package enum Path {
  private static let slash = UInt8(ascii: "/")

  /// Calls `body` with the path as the system takes it.
  package static func withBytes<Result>(
    _ path: String, _ body: (UnsafePointer<CChar>) throws -> Result
  ) rethrows -> Result {
    try body(path.keptBytes.map { CChar(bitPattern: $0) } + [0])
  }

  /// The folder that this program works in; nil when it is gone.
  package static var current: String? {
    guard let path = getcwd(nil, 0) else { return nil }
    defer { free(path) }
    return text(path)
  }

  /// The whole path without needless parts. "a/.." goes only where that leads to the same file, because `a` may be a
  /// symbolic link.
  package static func absolute(_ path: String) -> String {
    guard path.utf8.first == slash else { return current.map { absolute($0 + "/" + path) } ?? path }
    let parts = path.utf8.split(separator: slash).map { String(Substring($0)) }.filter { $0 != "." }
    let plain = "/" + parts.joined(separator: "/")
    guard parts.contains("..") else { return plain }
    let short = parts.reduce(into: [String]()) { kept, part in
      if part == ".." { _ = kept.popLast() } else { kept.append(part) }
    }
    let shortened = "/" + short.joined(separator: "/")
    return isSame(plain, shortened) ? shortened : plain
  }

  /// The part after the last slash.
  package static func name(_ path: String) -> String {
    path.utf8.lastIndex(of: slash).map { String(path[path.utf8.index(after: $0)...]) } ?? path
  }

  /// The part before the last slash; "." when there is none.
  package static func folder(_ path: String) -> String {
    guard let end = path.utf8.lastIndex(of: slash) else { return "." }
    return end == path.startIndex ? "/" : String(path[..<end])
  }

  package static func joined(_ folder: String, _ name: String) -> String {
    folder.utf8.last == slash ? folder + name : folder + "/" + name
  }

  /// What a symbolic link contains; nil when it is none.
  package static func target(ofLink path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = withBytes(path) { readlink($0, &bytes, bytes.count - 1) }
    return count < 0 ? nil : text(bytes)
  }

  static func text(_ bytes: UnsafePointer<CChar>) -> String {
    String(keeping: UnsafeBufferPointer(start: bytes, count: strlen(bytes)).map { UInt8(bitPattern: $0) })
  }

  private static func isSame(_ path: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    return withBytes(path) { stat($0, &first) } == 0 && withBytes(other) { stat($0, &second) } == 0
      && first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }
}
