internal import Glibc

/// System calls on file descriptors, repeated if a signal interrupts them.
package enum Descriptor {
  package enum ReadResult: Equatable {
    case bytes([UInt8])
    case end
    case failed(code: Int32)

    /// Empty unless bytes were read.
    package var bytes: [UInt8] { if case .bytes(let bytes) = self { bytes } else { [] } }
  }

  /// Reads up to `limit` bytes with a single successful call.
  package static func read(_ descriptor: Int32, limit: Int) -> ReadResult {
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      repeat { count = Glibc.read(descriptor, buffer.baseAddress, limit) } while count < 0 && errno == EINTR
      if count < 0 { code = errno }
      count = max(count, 0)
    }
    guard code == 0 else { return .failed(code: code) }
    return bytes.isEmpty ? .end : .bytes(bytes)
  }

  /// Writes all bytes; returns the error number if that fails.
  package static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return errno }
      rest = rest.dropFirst(count)
    }
    return nil
  }
}
