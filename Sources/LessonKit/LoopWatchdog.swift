// Dispatch sources may be used from any thread, though they are not marked Sendable on Linux.
@preconcurrency internal import Dispatch
internal import NIOConcurrencyHelpers
internal import NIOCore

/// Says in the log when the event loop did not turn for 100 ms; for diagnosing only, no verdict rests on it.
final class LoopWatchdog: Sendable {
  private let loop: any EventLoop
  private let timer: any DispatchSourceTimer
  /// When the loop was asked to turn, nil once it did.
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
