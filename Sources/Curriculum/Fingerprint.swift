internal import Crypto
internal import Files
package import Foundation

/// SHA-256 over pieces of data, each with its length in front, so that no other pieces come to the same bytes.
package struct Fingerprint {
  private var hash = SHA256()

  package init() {}

  package mutating func add(_ bytes: Data) {
    withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hash.update(bufferPointer: $0) }
    hash.update(data: bytes)
  }

  /// Adds what stands in the file, which must be there. Throws `FileError`.
  package mutating func add(file: String) throws {
    guard let bytes = try RegularFile.read(file) else { throw FileError(path: file, action: "read", code: ENOENT) }
    add(bytes)
  }

  package var hexadecimal: String { hash.finalize().hexadecimal }
}

extension Lesson {
  /// In hexadecimal, of all that a verdict on the module stands on: its files, the manifest, and the `tools` that judge
  /// it, by their own fingerprint. Throws `FileError`.
  package func fingerprint(of module: ShippedModule, tools: String) throws -> String {
    var fingerprint = Fingerprint()
    fingerprint.add(Data(tools.utf8))
    try fingerprint.add(file: manifestFile)
    try ModuleFiles.shipped(in: module.path).add(to: &fingerprint, in: module.path)
    return fingerprint.hexadecimal
  }
}
