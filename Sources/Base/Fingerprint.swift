internal import CCrypto
package import Foundation

/// SHA-256 over pieces of data, each with its length in front, so that no other pieces give the same bytes.
package struct Fingerprint: ~Copyable {
  private let context: OpaquePointer

  package init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      // libcrypto has SHA-256 built in, so only a machine without memory gets here.
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

  /// Ends the fingerprint: 64 hexadecimal digits.
  package consuming func hexadecimal() -> String {
    finish()
  }

  /// Of `bytes` alone, with no length in front: what `sha256sum` prints.
  package static func sha256(_ bytes: Data) -> String {
    let fingerprint = Fingerprint()
    bytes.withUnsafeBytes { fingerprint.update($0) }
    return fingerprint.finish()
  }

  private func update(_ bytes: UnsafeRawBufferPointer) {
    EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  private func finish() -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    EVP_DigestFinal_ex(context, &digest, &count)
    return digest.prefix(Int(count)).map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
  }
}
