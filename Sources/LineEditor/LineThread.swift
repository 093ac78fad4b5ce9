/// What every line source has: its own thread, the requests to that thread, and the events that it sends.
package final class LineThread: Sendable {
  let executor: ThreadExecutor
  let requests: Requests
  let events: AsyncStream<LineEvent>
  private let continuation: AsyncStream<LineEvent>.Continuation

  init(name: String) throws {
    requests = try Requests()
    executor = ThreadExecutor(name: name)
    (events, continuation) = AsyncStream.makeStream()
  }

  deinit {
    executor.stop()
  }

  /// Runs a session, and ends the events and the pending requests after it.
  func run(_ session: (_ emit: @escaping (LineEvent) -> Void) throws -> Void) rethrows {
    defer {
      continuation.finish()
      requests.finish()
    }
    try session { [continuation] in continuation.yield($0) }
  }
}
