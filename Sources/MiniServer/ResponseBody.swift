internal import NIOConcurrencyHelpers

/// The body of a response: bytes that are there already, or a closure that writes them as they come.
public enum ResponseBody: Sendable {
  case bytes([UInt8])
  /// The closure ends the body by returning; when it throws, the connection is closed mid-body, so that the client
  /// sees a truncated answer and not a complete one.
  case stream(@Sendable (BodyWriter) async throws -> Void)

  /// Writes the whole body, whichever of the two it is.
  public func write(to writer: BodyWriter) async throws {
    switch self {
    case .bytes(let bytes): try await writer.write(bytes)
    case .stream(let write): try await write(writer)
    }
  }

  /// The whole body in one piece; throws what its closure throws.
  public func collect() async throws -> [UInt8] {
    if case .bytes(let bytes) = self { return bytes }
    let collected = NIOLockedValueBox<[UInt8]>([])
    try await write(to: BodyWriter { bytes in collected.withLockedValue { $0 += bytes } })
    return collected.withLockedValue { $0 }
  }
}
