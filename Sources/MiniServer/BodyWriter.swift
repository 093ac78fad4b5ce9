/// Writes a streamed response body; `write` returns once the bytes are on their way and the client keeps up.
///
/// It throws `ClientDisconnected` when the connection is gone, and `CancellationError` in a cancelled task.
public struct BodyWriter: Sendable {
  let stream: ResponseStream

  public func write(_ bytes: [UInt8]) async throws {
    try await stream.write(bytes)
  }

  public func write(_ text: String) async throws {
    try await stream.write(Array(text.utf8))
  }
}
