extension Server {
  /// What the server accepts from a client, and how long it waits for it.
  package struct Configuration: Sendable {
    /// The request target and the header fields together; longer ones are rejected with 431.
    package var maxHeadBytes = 16 * 1024
    /// Longer request targets are rejected with 414.
    package var maxTargetBytes = 8 * 1024
    /// Field lines in one request; more are rejected with 431.
    package var maxHeaderFields = 100
    /// Longer request bodies, chunked or not, are rejected with 413.
    package var maxBodyBytes = 1024 * 1024
    /// Longer messages of a WebSocket, in one frame or several, close it with 1009.
    package var maxMessageBytes = 1024 * 1024
    /// Connections at a time; further ones are closed as soon as they are accepted.
    package var maxConnections = Int.max
    /// How much of a body that the handler left unread is discarded to keep the connection open.
    package var maxDrainedBytes = 64 * 1024
    /// The time from the first byte of a request head to its last.
    package var headTimeout: Duration = .seconds(10)
    /// How long the server waits for more bytes of a body.
    package var bodyTimeout: Duration = .seconds(30)
    /// How long a connection may stay open without a request.
    package var idleTimeout: Duration = .seconds(75)
    /// How long the server waits for the client to close after the server has closed its side.
    package var lingerTimeout: Duration = .seconds(2)
    /// How long a WebSocket's client may say nothing before it is pinged.
    package var pingInterval: Duration = .seconds(20)
    /// How long the server waits for the pong.
    package var pongTimeout: Duration = .seconds(20)

    package init() {}
  }
}
