internal import NIOCore

/// A complete reply, with the times at which the request was sent and the reply's last byte was read.
package struct ClientReply: Sendable {
  package let sent: ContinuousClock.Instant
  package let status: Status
  package let headers: Headers
  package let content: ReplyBody
  package let completed: ContinuousClock.Instant
}

/// A request that was sent and whose reply is pending.
package struct PendingReply: Sendable {
  let future: EventLoopFuture<ClientReply>
  let connection: ClientConnection

  /// Waits for the whole reply; cancelling the task closes the connection.
  package func reply() async throws -> ClientReply {
    try await withTaskCancellationHandler {
      try await future.get()
    } onCancel: {
      connection.close()
    }
  }
}

/// Why a request got no reply.
package enum ClientError: Error, Equatable, CustomStringConvertible {
  /// No server listens on this port.
  case refused
  /// A server may be listening, but it accepts no more connections.
  case connectTimeout(Duration)
  /// The server closed the connection before its reply was complete.
  case closed
  case timeout(Duration)
  /// The head of the reply and so many bytes of its body came in time, but not its end.
  case unfinished(Duration, bytes: Int)
  /// There was more of it than this client reads.
  case tooLong(ReplyExcess)
  /// The server did not open a WebSocket, but answered with this status.
  case notAWebSocket(Status)
  /// The reply was not valid HTTP.
  case malformed(String)

  package var description: String {
    switch self {
    case .refused: "the connection was refused"
    case .connectTimeout(let patience): "the connection was not accepted within \(patience)"
    case .closed: "the connection was closed before the response was complete"
    case .timeout(let patience): "no response within \(patience)"
    case .unfinished(let patience, let count):
      "no end of the response within \(patience), only its head and \(count) bytes of its body"
    case .tooLong(let excess): "the response had \(excess)"
    case .notAWebSocket(let status): "the server answered \(status) instead of opening one"
    case .malformed(let reason): "the response was not valid HTTP: \(reason)"
    }
  }
}

extension ClientReply {
  package var elapsed: Duration { completed - sent }
  package var body: [UInt8] { content.bytes }
  package var text: String { String(decoding: body, as: UTF8.self) }
  /// False when the server said that it closes the connection after this reply.
  package var keepsAlive: Bool { headers["Connection"]?.lowercased() != "close" }
}
