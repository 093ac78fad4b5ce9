package import Foundation

/// Reads files that somebody else may have put there.
package enum RegularFile {
  /// Nil when there is none; what is no regular file, or larger than `limit` bytes, is not read. Throws `FileError`.
  package static func read(_ path: String, limit: Int = .max) throws -> Data? {
    // Opening a pipe would else wait for a writer.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw FileError(path: path, action: "read", code: errno)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(path: path, action: "read", code: errno) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw FileError(path: path, action: "read", code: EISDIR)
    default: throw FileError(path: path, action: "read", code: EINVAL)
    }
    var bytes = Data()
    var chunk = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let count = Foundation.read(descriptor, &chunk, chunk.count)
      if count == 0 { return bytes }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw FileError(path: path, action: "read", code: errno)
      }
      bytes.append(contentsOf: chunk[..<count])
      guard bytes.count <= limit else { throw FileError(path: path, action: "read", code: EFBIG) }
    }
  }
}
