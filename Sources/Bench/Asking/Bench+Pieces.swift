internal import MiniServer
internal import ModuleRuntime

extension Bench {
  /// A module that does not read the body has its reasons; then the next piece is sent all the same.
  private static let longestRead = Duration.milliseconds(250)

  /// Sends a request whose body goes out in these pieces: each when the module has read the one before and has then
  /// answered a ping, so that its code has seen it.
  ///
  /// The body is framed as chunks or, when it is not `chunked`, by its length.
  package func ask(_ request: ProbeRequest, pieces: [[UInt8]], chunked: Bool) async throws -> Exchange {
    try await asking(request) {
      let connection = try await module.connect()
      defer { connection.close() }
      return try await connection.send(
        request.method, request.target, headers: request.fields, pieces: pieces, chunked: chunked,
        timeout: patience + paced(Self.longestRead) * pieces.count
      ) { try await waitUntilRead(connection) }
    }
  }

  private func waitUntilRead(_ connection: ClientConnection) async throws {
    try await wait(atMost: Self.longestRead) {
      connection.ports.map { module.unreadBytes(from: $0.own, to: $0.server) == 0 } ?? true
    }
    let read = ContinuousClock.now
    try await wait(atMost: Self.longestRead) { recorder.beats.last.map { $0.sent >= read } ?? false }
  }

  /// Sends requests one after another on one connection, as long as the module keeps it; ends with the first that got
  /// no response, because each further one could take its full patience as well.
  package func askInTurn(_ requests: [ProbeRequest]) async throws -> [Exchange] {
    var exchanges: [Exchange] = []
    var open: ClientConnection?
    defer { open?.close() }
    for request in requests where exchanges.allSatisfy({ $0.answer != nil }) {
      let exchange = try await asking(request) {
        let connection: ClientConnection
        if let open { connection = open } else { connection = try await module.connect() }
        open = connection
        return try await connection.send(
          request.method, request.target, headers: request.fields, body: Array(request.body.utf8), timeout: patience)
      }
      exchanges.append(exchange)
      if exchange.answer?.header("Connection")?.lowercased() == "close" {
        open?.close()
        open = nil
      }
    }
    return exchanges
  }
}
