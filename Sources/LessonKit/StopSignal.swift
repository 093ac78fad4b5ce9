// Dispatch sources may be used from any thread, though they are not marked Sendable on Linux.
@preconcurrency internal import Dispatch
internal import Glibc

/// SIGTERM and SIGINT as something to wait for, in place of the sudden end that they are by default.
final class StopSignal: Sendable {
  private let stream: AsyncStream<Void>
  // Sources end with their last reference, so they are kept for as long as the signal is.
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
