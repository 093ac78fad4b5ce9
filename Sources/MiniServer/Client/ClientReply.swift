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
package enum ClientError: Error, Equatable {
  /// The server closed the connection before its reply was complete.
  case closed
  case timeout(Duration)
  /// The reply was no HTTP.
  case malformed(String)
}

extension ClientReply {
  package var elapsed: Duration { completed - sent }
  package var text: String { String(decoding: body, as: UTF8.self) }
}
