extension Server {
  /// What the server accepts of a client, and how long it waits for it.
  package struct Configuration: Sendable {
    /// Bytes of the request target and the header fields together; more is answered with 431.
    package var maxHeadBytes = 16 * 1024
    /// Bytes of the request target; more is answered with 414.
    package var maxTargetBytes = 8 * 1024
    /// Header field lines of one request; more is answered with 431.
    package var maxHeaderFields = 100
    /// Bytes of a request body, chunked or not; more is answered with 413.
    package var maxBodyBytes = 1024 * 1024
    /// Bytes of a body that its handler left unread which are read and dropped to keep the connection.
    package var maxDrainedBytes = 64 * 1024
    /// From the first byte of a request head to its last.
    package var headTimeout: Duration = .seconds(10)
    /// Without a byte of a body that is waited for.
    package var bodyTimeout: Duration = .seconds(30)
    /// On a connection without a request.
    package var idleTimeout: Duration = .seconds(75)
    /// From the server's last byte to the client's, on a connection that the server closes.
    package var lingerTimeout: Duration = .seconds(2)

    package init() {}
  }
}
