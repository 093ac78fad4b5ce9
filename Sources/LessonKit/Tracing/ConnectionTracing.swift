internal import MiniServer
internal import NIOConcurrencyHelpers

extension AppTrace {
  private struct OpenedEvent: Encodable {
    var event = "connection_opened"
    var at = TraceFile.now
    let connection: Int
    let path: String
    /// The client's port.
    let client: Int?
    let place: Place
  }

  private struct EndedEvent: Encodable {
    var event = "handler_ended"
    var at = TraceFile.now
    let connection: Int
    var raised: String?
    var message: String?
  }

  private struct Place: Encodable {
    let file: String
    let line: Int
    let function: String
  }

  private static let connections = NIOLockedValueBox(0)

  /// Runs the handler of a WebSocket, and tells when it begins and how it ends.
  static func connection(
    of socket: WebSocket, file: String, line: Int, _ handle: () async throws -> Void
  ) async throws {
    guard isOn else { return try await handle() }
    let number = connections.withLockedValue { count in
      count += 1
      return count
    }
    let request = socket.request
    TraceFile.add(
      OpenedEvent(
        connection: number, path: String(request.path),
        client: request.remoteAddress.split(separator: ":").last.flatMap { Int($0) },
        place: Place(file: file, line: line, function: "webSocket")))
    do {
      try await handle()
      TraceFile.add(EndedEvent(connection: number))
    } catch {
      TraceFile.add(
        EndedEvent(connection: number, raised: "\(type(of: error))", message: ValueText.of(error: error)))
      throw error
    }
  }
}
