package import Foundation

/// Reads files that other programs may have created.
package enum RegularFile {
  /// Nil if the file does not exist. Throws `FileError`, also if it is not a regular file or larger than `limit` bytes.
  package static func read(_ path: String, limit: Int = .max) throws -> Data? {
    guard let (bytes, isWhole) = try beginning(of: path, limit: limit) else { return nil }
    guard isWhole else { throw FileError(path: path, action: "read", code: EFBIG) }
    return bytes
  }

  /// About the first `limit` bytes, and whether they are all; nil if the file does not exist. Throws `FileError`, also if
  /// it is not a regular file.
  package static func beginning(of path: String, limit: Int) throws -> (bytes: Data, isWhole: Bool)? {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    let descriptor = Path.withBytes(path) { open($0, O_RDONLY | O_NONBLOCK | O_CLOEXEC) }
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
    while true {
      switch Descriptor.read(descriptor, limit: 64 * 1024) {
      case .bytes(let more): bytes.append(contentsOf: more)
      case .end: return (bytes, true)
      case .failed(let code): throw FileError(path: path, action: "read", code: code)
      }
      guard bytes.count <= limit else { return (bytes, false) }
    }
  }
}
