internal import NIOCore

/// A complete reply, with the moments at which the request left and the reply's last byte was read.
package struct ClientReply: Sendable {
  package let sent: ContinuousClock.Instant
  package let status: Status
  package let headers: Headers
  package let body: [UInt8]
  package let completed: ContinuousClock.Instant
}

/// A request that was sent, and its reply to come.
package struct PendingReply: Sendable {
  let future: EventLoopFuture<ClientReply>
  let connection: ClientConnection

  /// Waits for the whole reply; a cancelled task closes the connection.
  package func reply() async throws -> ClientReply {
    try await withTaskCancellationHandler {
      try await future.get()
    } onCancel: {
      connection.close()
    }
  }
}

/// Why a request has no reply.
package enum ClientError: Error, Equatable, CustomStringConvertible {
  /// Nobody listens there.
  case refused
  /// Somebody may listen, but takes no more connections.
  case connectTimeout(Duration)
  /// The server closed the connection before its reply was complete.
  case closed
  case timeout(Duration)
  /// The reply was no HTTP.
  case malformed(String)

  package var description: String {
    switch self {
    case .refused: "the connection was refused"
    case .connectTimeout(let patience): "the connection was not taken within \(patience)"
    case .closed: "the connection was closed before the answer was complete"
    case .timeout(let patience): "no answer within \(patience)"
    case .malformed(let reason): "the answer was no HTTP: \(reason)"
    }
  }
}

extension ClientReply {
  package var elapsed: Duration { completed - sent }
  package var text: String { String(decoding: body, as: UTF8.self) }
}
