internal import NIOConcurrencyHelpers

/// The body of a response: bytes in memory, or a closure that writes them piece by piece.
public enum ResponseBody: Sendable {
  case bytes([UInt8])
  /// The body ends when the closure returns. If it throws, the connection is closed in the middle of the body, so that
  /// the client sees a truncated response instead of a complete one.
  case stream(@Sendable (BodyWriter) async throws -> Void)

  /// Writes the whole body to `writer`.
  public func write(to writer: BodyWriter) async throws {
    switch self {
    case .bytes(let bytes): try await writer.write(bytes)
    case .stream(let write): try await write(writer)
    }
  }

  /// Collects the whole body; rethrows the errors of its closure.
  public func collect() async throws -> [UInt8] {
    if case .bytes(let bytes) = self { return bytes }
    let collected = NIOLockedValueBox<[UInt8]>([])
    try await write(to: BodyWriter { bytes in collected.withLockedValue { $0 += bytes } })
    return collected.withLockedValue { $0 }
  }
}
