package import Base
internal import Glibc

extension Fingerprint {
  /// Adds the contents of a file, which must exist. Throws `FileError`.
  package mutating func add(file: String) throws {
    guard let bytes = try RegularFile.read(file) else { throw FileError(path: file, action: "read", code: ENOENT) }
    add(bytes)
  }
}
