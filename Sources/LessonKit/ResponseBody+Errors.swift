internal import MiniServer

extension ResponseBody {
  /// The same body; what its closure throws is thrown as `change` makes it.
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
  /// Whether it says that nobody is left to answer, which is no fault of the program.
  var isClientsLeaving: Bool {
    self is ClientDisconnected || self is CancellationError && Task.isCancelled
  }
}
