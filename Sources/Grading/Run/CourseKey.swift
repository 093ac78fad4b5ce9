package import Base
internal import Files
internal import Foundation

/// The secret of a course that seeds come from. It is never printed, and never in an output folder.
package struct CourseKey: Sendable {
  private static let length = 32
  private let bytes: [UInt8]

  package init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Below XDG_STATE_HOME, or below HOME's `.local/state`; nil if neither variable is set.
  package static func standardPath(_ environment: [String: String]) -> String? {
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/pitfall/course.key" }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return home + "/.local/state/pitfall/course.key"
  }

  /// The key in a file, which is made when it is not there. Throws `CourseKeyError`, `FileError`.
  package static func load(_ path: String) throws -> CourseKey {
    if let key = try read(path) { return key }
    try Folder.make(Path.folder(path))
    var generator = SystemRandomNumberGenerator()
    let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let temporary = path + ".\(UUID().uuidString)"
    defer { unlink(temporary) }
    try AtomicFile.create(temporary, Data((hexadecimal(bytes) + "\n").utf8), mode: 0o600)
    // Unlike a rename, this does not replace the key that another process has made in the meantime.
    guard link(temporary, path) == 0 || errno == EEXIST else {
      throw FileError(path: path, action: "written", code: errno)
    }
    AtomicFile.synchronize(folder: Path.folder(path))
    guard let key = try read(path) else { throw FileError(path: path, action: "read", code: ENOENT) }
    return key
  }

  private static func read(_ path: String) throws -> CourseKey? {
    guard let text = try RegularFile.read(path, limit: 4096) else { return nil }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & 0o077 == 0 else { throw CourseKeyError.readable(path) }
    let digits = Array(String(decoding: text, as: UTF8.self).filter { !$0.isWhitespace })
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
    guard digits.count == 2 * length, bytes.count == length else { throw CourseKeyError.damaged(path) }
    return CourseKey(bytes: bytes)
  }

  /// Of 53 bits; the same for the same files in the same attempt, and no one without the key can compute it.
  package func seed(lesson: String, track: Track, submissionHash: String, attempt: Int) -> UInt64 {
    let pieces = [lesson, track.rawValue, submissionHash, String(attempt)].map { Data($0.utf8) }
    let digest = KeyedHash.hmac(key: bytes, pieces)
    return digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } >> 11
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
  }
}

package enum CourseKeyError: Equatable, ToldError {
  case readable(String)
  case damaged(String)

  package var description: String {
    switch self {
    case .readable(let path): "\(path) can be read by others, so it is not a secret. Run: chmod 600 \(path)"
    case .damaged(let path): "\(path) is not a course key: 64 hexadecimal digits. Choose another file with --key."
    }
  }
}
