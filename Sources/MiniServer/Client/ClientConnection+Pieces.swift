internal import NIOCore
internal import NIOHTTP1

extension ClientConnection {
  /// Sends a request whose body goes out piece by piece, and waits for the whole reply; cancelling the task closes the
  /// connection.
  ///
  /// `pause` is awaited before each piece but the first. The body is framed as chunks or, when it is not `chunked`, by
  /// its length.
  package func send(
    _ method: String, _ target: String, headers: Headers = [:], pieces: [[UInt8]], chunked: Bool, timeout: Duration,
    isolation: isolated (any Actor)? = #isolation, pause: () async throws -> Void
  ) async throws -> ClientReply {
    var head = head(method, target, headers, Array(pieces.joined()))
    if chunked {
      head.headers.remove(name: "Content-Length")
      head.headers.replaceOrAdd(name: "Transfer-Encoding", value: "chunked")
    }
    let promise = channel.eventLoop.makePromise(of: ClientReply.self)
    channel.eventLoop.execute { [channel, handler, allowance, shortage, head] in
      let handler = handler.value
      let reply = WholeReply(
        promise, deadline: Self.deadline(timeout, on: channel, handler, shortage), allowance: allowance)
      _ = handler.begin(head, on: channel, reply)
    }
    let pending = PendingReply(future: promise.futureResult, connection: self)
    do {
      for (index, piece) in pieces.enumerated() {
        if index > 0 { try await pause() }
        channel.writeAndFlush(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: piece))), promise: nil)
      }
      channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
    } catch {
      close()
      throw error
    }
    return try await pending.reply()
  }

  /// Its ports on the client's and on the server's side; nil once it is closed.
  package var ports: (own: Int, server: Int)? {
    guard let own = channel.localAddress?.port, let server = channel.remoteAddress?.port else { return nil }
    return (own, server)
  }
}
