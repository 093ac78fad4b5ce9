internal import CCrypto
package import Foundation

/// HMAC-SHA256: a hash that only those who have the key can compute.
package enum KeyedHash {
  /// 32 bytes. Each of the `pieces` is preceded by its length, so that different pieces never hash the same bytes.
  package static func hmac(key: [UInt8], _ pieces: [Data]) -> [UInt8] {
    let message = pieces.reduce(into: Data()) { message, piece in
      withUnsafeBytes(of: UInt64(piece.count).littleEndian) { message.append(contentsOf: $0) }
      message += piece
    }
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    let bytes = Array(message)
    guard HMAC(EVP_sha256(), key, Int32(key.count), bytes, bytes.count, &digest, &count) != nil else {
      // HMAC is built into libcrypto, so this fails only if there is no memory.
      preconditionFailure("libcrypto cannot compute an HMAC")
    }
    return Array(digest.prefix(Int(count)))
  }
}
