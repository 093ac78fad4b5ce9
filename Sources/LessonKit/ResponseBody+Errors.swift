internal import MiniServer

extension ResponseBody {
  /// The same body, with the errors of its closure transformed by `change`.
  func mappingErrors(_ change: @escaping @Sendable (any Error) -> any Error) -> ResponseBody {
    guard case .stream(let write) = self else { return self }
    return .stream { writer in
      do {
        try await write(writer)
      } catch {
        throw change(error)
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
