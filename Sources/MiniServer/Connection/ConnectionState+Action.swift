package import NIOCore
package import NIOHTTP1

extension ConnectionState {
  /// What the connection has to do.
  package enum Action: Equatable {
    /// Call the handler.
    case run(HTTPRequestHead, hasBody: Bool)
    case appendBody(ByteBuffer)
    case endBody
    /// The body's reader gets the error; the response will be the rejection, unless it has already started.
    case failBody(Rejection)
    /// The rest of the body will not be received, because of what was sent or because the client is gone.
    case dropBody
    /// Write an error response without calling the handler.
    case reject(Rejection, isHead: Bool)
    /// Write "100 Continue".
    case sendContinue
    /// The client has caught up: let the response's writers continue.
    case resumeWriters
    /// Send what is written.
    case flush
    /// Send what is written, and report `allSent` when the kernel has taken it.
    case finish
    /// Replace this protocol by the WebSocket, and then read if `reads`.
    case upgrade(reads: Bool)
    case read
    /// Close our side of the connection, and keep reading.
    case closeOutput
    case close
    /// The client has gone: `dropBody`, fail the response's writers, and cancel the handler.
    case abandon
    /// The connection is closed and its handler has returned: forget both.
    case remove
  }

  /// What to write when a handler has returned.
  package enum Answer: Equatable {
    /// Nothing, because the client is gone.
    case nothing
    /// The handler's response.
    ///
    /// If it is a stream, `flushesHead` tells to send the head now, because the first write may be a long time away.
    /// During a read, the flush at its end suffices.
    case response(ResponseFraming, flushesHead: Bool)
    /// In place of the handler's response.
    case rejection(Rejection, ResponseFraming)
    /// The head that accepts a WebSocket's handshake.
    case upgrade
  }
}
