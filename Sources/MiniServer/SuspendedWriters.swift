internal import NIOCore

/// The tasks that wait until a slow peer has read more.
struct SuspendedWriters {
  private var writers: [Waiter<Void>] = []

  mutating func hold(_ writer: Waiter<Void>) {
    writers.append(writer)
  }

  mutating func resume(with result: Result<Void, any Error>) {
    let waiting = writers
    writers = []
    for writer in waiting { writer.resume(with: result) }
  }
}

extension EventLoop {
  /// Calls `write` on the loop; if that returns false, because the peer is slow, suspends until the waiter that `hold`
  /// gets is resumed.
  func write(
    _ write: @escaping @Sendable () throws -> Bool, orHold hold: @escaping @Sendable (Waiter<Void>) -> Void
  ) async throws {
    if inEventLoop {
      try Task.checkCancellation()
      if try write() { return }
      try await wait(hold)
    } else {
      try await wait { writer in
        do {
          if try write() { writer.resume(with: .success(())) } else { hold(writer) }
        } catch {
          writer.resume(with: .failure(error))
        }
      }
    }
  }
}
