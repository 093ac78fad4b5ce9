/// Writes a streamed response body; `write` returns once the bytes are sent, and waits while the client is slow.
///
/// It throws `ClientDisconnected` when the connection is closed, and `CancellationError` in a cancelled task.
public struct BodyWriter: Sendable {
  private let send: @Sendable ([UInt8]) async throws -> Void

  /// A writer that passes its bytes to `send`, for middleware that reads or changes a body before it is sent.
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
