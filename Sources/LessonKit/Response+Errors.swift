internal import MiniServer

extension Response {
  /// Transforms the errors of the closure that writes the body, or that serves the WebSocket, by `change`.
  mutating func mapErrors(_ change: @escaping @Sendable (any Error) -> any Error) {
    if case .stream(let write) = body {
      body = .stream { writer in
        do {
          try await write(writer)
        } catch {
          throw change(error)
        }
      }
    }
    if let serve = webSocket {
      webSocket = { socket in
        do {
          try await serve(socket)
        } catch {
          throw change(error)
        }
      }
    }
  }
}

extension Error {
  /// Whether the error only means that the client has disconnected, which is not an error of the program.
  var isClientDisconnect: Bool {
    self is ClientDisconnected || self is CancellationError && Task.isCancelled
  }
}
