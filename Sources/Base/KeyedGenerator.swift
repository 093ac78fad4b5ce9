internal import CCrypto
internal import Foundation

/// Random numbers of a key: the same on every machine, and none of them reveals the key or another number (AES-256 in
/// counter mode).
package struct KeyedGenerator: RandomNumberGenerator, Sendable {
  /// In bytes; making many numbers at a time is cheap.
  private static let blockSize = 1_024

  private let key: [UInt8]
  private var block: [UInt8] = []
  private var offset = 0
  private var blocks: UInt64 = 0

  /// Each pair of a seed and a purpose has its own numbers.
  package init(seed: UInt64, purpose: String) {
    var fingerprint = Fingerprint()
    withUnsafeBytes(of: seed.littleEndian) { fingerprint.add(Data($0)) }
    fingerprint.add(Data(purpose.utf8))
    key = fingerprint.bytes()
  }

  package mutating func next() -> UInt64 {
    if offset == block.count {
      block = makeBlock()
      offset = 0
    }
    defer { offset += 8 }
    return block.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
  }

  private mutating func makeBlock() -> [UInt8] {
    let zeros = [UInt8](repeating: 0, count: Self.blockSize)
    var block = zeros
    var count: Int32 = 0
    // The cipher counts in the last bytes.
    let start = withUnsafeBytes(of: blocks.bigEndian) { Array($0) } + [UInt8](repeating: 0, count: 8)
    blocks += 1
    let context = EVP_CIPHER_CTX_new()
    defer { EVP_CIPHER_CTX_free(context) }
    guard EVP_EncryptInit_ex(context, EVP_aes_256_ctr(), nil, key, start) == 1,
      EVP_EncryptUpdate(context, &block, &count, zeros, Int32(zeros.count)) == 1
    else {
      // AES is built into libcrypto, so this fails only if there is no memory.
      preconditionFailure("libcrypto cannot start AES-256-CTR")
    }
    return block
  }
}
