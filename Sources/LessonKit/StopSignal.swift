// Dispatch sources are thread-safe, but on Linux they are not marked Sendable.
@preconcurrency internal import Dispatch
internal import Glibc

/// Waits for SIGTERM or SIGINT, which no longer end the process.
final class StopSignal: Sendable {
  private let stream: AsyncStream<Void>
  // A source ends with its last reference, so keep them.
  private let sources: [any DispatchSourceSignal]

  init() {
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    self.stream = stream
    sources = [SIGTERM, SIGINT].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { continuation.yield() }
      source.activate()
      return source
    }
  }

  func wait() async {
    for await _ in stream { return }
  }
}
