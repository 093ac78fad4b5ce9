// Dispatch sources are thread-safe, but on Linux they are not marked Sendable.
@preconcurrency internal import Dispatch
internal import NIOConcurrencyHelpers
internal import NIOCore

/// Logs a warning when the event loop was blocked for 100 ms or longer; only for diagnosis, no verdict depends on it.
final class LoopWatchdog: Sendable {
  private let loop: any EventLoop
  private let timer: any DispatchSourceTimer
  /// When the loop was asked to run a task; nil once it has run it.
  private let asked = NIOLockedValueBox<ContinuousClock.Instant?>(nil)

  init(loop: any EventLoop) {
    self.loop = loop
    timer = DispatchSource.makeTimerSource(queue: .global())
  }

  func start() {
    timer.schedule(deadline: .now(), repeating: .milliseconds(50))
    timer.setEventHandler { [self] in ask() }
    timer.activate()
  }

  func stop() {
    timer.cancel()
  }

  private func ask() {
    let isWaiting = asked.withLockedValue { asked in
      defer { asked = asked ?? .now }
      return asked != nil
    }
    guard !isWaiting else { return }
    loop.execute { [self] in turned() }
  }

  private func turned() {
    let late = asked.withLockedValue { asked in
      defer { asked = nil }
      return asked.map { ContinuousClock.now - $0 } ?? .zero
    }
    if late >= .milliseconds(100) {
      Log.warning("The event loop was blocked for \(Int(late / .milliseconds(1))) ms")
    }
  }
}
