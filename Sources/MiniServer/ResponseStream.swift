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
  private var writers: [Waiter<Void>] = []

  init(connection: Connection, loop: any EventLoop, framing: ResponseFraming.Body) {
    self.connection = connection
    self.loop = loop
    isChunked = framing == .chunked
    if case .length(let length) = framing { owed = length }
  }

  func write(_ bytes: [UInt8]) async throws {
    if loop.inEventLoop {
      try Task.checkCancellation()
      if try send(bytes) { return }
      try await loop.wait { writer in self.hold(writer) }
    } else {
      try await loop.wait { writer in
        do {
          if try self.send(bytes) { writer.resume(with: .success(())) } else { self.hold(writer) }
        } catch {
          writer.resume(with: .failure(error))
        }
      }
    }
  }

  func writabilityChanged() {
    guard let connection, connection.isWritable else { return }
    resumeWriters(with: .success(()))
  }

  /// Accepts no more bytes; waiting writers throw `ClientDisconnected`.
  func close() {
    connection = nil
    resumeWriters(with: .failure(ClientDisconnected()))
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
    guard !bytes.isEmpty else { return connection.isWritable }
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
    return connection.isWritable
  }

  private func hold(_ writer: Waiter<Void>) {
    guard let connection else { return writer.resume(with: .failure(ClientDisconnected())) }
    if connection.isWritable {
      writer.resume(with: .success(()))
    } else {
      writers.append(writer)
    }
  }

  private func resumeWriters(with result: Result<Void, any Error>) {
    let waiting = writers
    writers = []
    for writer in waiting { writer.resume(with: result) }
  }

  private struct LengthExceeded: Error, CustomStringConvertible {
    let excess: Int
    var description: String { "The body is \(excess) bytes longer than its Content-Length says." }
  }
}
