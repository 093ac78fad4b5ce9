internal import CCrypto
package import Foundation

/// SHA-256 over pieces of data, each preceded by its length, so that different pieces never hash the same bytes.
package struct Fingerprint: ~Copyable {
  private let context: OpaquePointer

  package init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      // SHA-256 is built into libcrypto, so this fails only if there is no memory.
      preconditionFailure("libcrypto cannot start a SHA-256")
    }
    self.context = context
  }

  deinit {
    EVP_MD_CTX_free(context)
  }

  package mutating func add(_ bytes: Data) {
    withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { update($0) }
    bytes.withUnsafeBytes { update($0) }
  }

  /// Ends the fingerprint, and returns it as 64 hexadecimal digits.
  package consuming func hexadecimal() -> String {
    Self.hexadecimal(finish())
  }

  /// Ends the fingerprint, and returns its 32 bytes.
  package consuming func bytes() -> [UInt8] {
    finish()
  }

  /// The SHA-256 of `bytes` without a length, as `sha256sum` prints it.
  package static func sha256(_ bytes: Data) -> String {
    let fingerprint = Fingerprint()
    bytes.withUnsafeBytes { fingerprint.update($0) }
    return hexadecimal(fingerprint.finish())
  }

  private func update(_ bytes: UnsafeRawBufferPointer) {
    EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  private func finish() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    EVP_DigestFinal_ex(context, &digest, &count)
    return Array(digest.prefix(Int(count)))
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
  }
}
