internal import NIOCore

/// The writing end of one streamed response: frames the bytes, and suspends its writers while the client is slow.
///
/// `@unchecked Sendable`: mutable state is used only on the connection's event loop.
final class ResponseStream: @unchecked Sendable {
  private let loop: any EventLoop
  private let isChunked: Bool
  /// How many bytes of the announced length have not been written yet.
  private var owed: Int?
  /// Nil once the body has ended or the connection is closed.
  private var connection: Connection?
  private var writers = SuspendedWriters()

  init(connection: Connection, loop: any EventLoop, framing: ResponseFraming.Body) {
    self.connection = connection
    self.loop = loop
    isChunked = framing == .chunked
    if case .length(let length) = framing { owed = length }
  }

  func write(_ bytes: [UInt8]) async throws {
    try await loop.write {
      try self.send(bytes)
    } orHold: { writer in
      self.hold(writer)
    }
  }

  /// The client has caught up.
  func resume() {
    guard connection != nil else { return }
    writers.resume(with: .success(()))
  }

  /// Accepts no more bytes; waiting writers throw `ClientDisconnected`.
  func close() {
    connection = nil
    writers.resume(with: .failure(ClientDisconnected()))
  }

  /// Ends the body; returns false if it is shorter than the announced length.
  func finish() -> Bool {
    defer { close() }
    guard let connection else { return false }
    if isChunked { connection.append { $0.writeStaticString("0\r\n\r\n") } }
    return owed ?? 0 == 0
  }

  /// Returns false if the client is slow, so that the writer must wait.
  private func send(_ bytes: [UInt8]) throws -> Bool {
    guard let connection else { throw ClientDisconnected() }
    // An empty chunk would end a chunked body.
    guard !bytes.isEmpty else { return connection.state.isWritable }
    if let owed {
      guard bytes.count <= owed else { throw LengthExceeded(excess: bytes.count - owed) }
      self.owed = owed - bytes.count
    }
    connection.append { buffer in
      if isChunked {
        buffer.writeString(String(bytes.count, radix: 16))
        buffer.writeStaticString("\r\n")
        buffer.writeBytes(bytes)
        buffer.writeStaticString("\r\n")
      } else {
        buffer.writeBytes(bytes)
      }
    }
    // Flush now rather than at the end of the turn, because the handler may block the loop right after this write.
    connection.flush()
    return connection.state.isWritable
  }

  private func hold(_ writer: Waiter<Void>) {
    guard let connection else { return writer.resume(with: .failure(ClientDisconnected())) }
    if connection.state.isWritable {
      writer.resume(with: .success(()))
    } else {
      writers.hold(writer)
    }
  }

  private struct LengthExceeded: Error, CustomStringConvertible {
    let excess: Int
    var description: String { "The body is \(excess) bytes longer than its Content-Length says." }
  }
}
