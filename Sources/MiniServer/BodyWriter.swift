/// Writes a streamed response body; `write` returns once the bytes are on their way and the client keeps up.
///
/// It throws `ClientDisconnected` when the connection is gone, and `CancellationError` in a cancelled task.
public struct BodyWriter: Sendable {
  private let send: @Sendable ([UInt8]) async throws -> Void

  /// A writer that hands its bytes to `send`, for a body that somebody else is to read or change on its way.
  public init(_ send: @escaping @Sendable ([UInt8]) async throws -> Void) {
    self.send = send
  }

  public func write(_ bytes: [UInt8]) async throws {
    try await send(bytes)
  }

  public func write(_ text: String) async throws {
    try await send(Array(text.utf8))
  }
}
