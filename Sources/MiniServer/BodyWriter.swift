/// Writes a streamed response body; `write` returns once the bytes are on their way and the client keeps up.
public struct BodyWriter: Sendable {
  public func write(_ bytes: [UInt8]) async throws {}

  public func write(_ text: String) async throws {
    try await write(Array(text.utf8))
  }
}
