package import ModuleRuntime

/// A stretch of time that a loop's thread slept through, though a request was waiting for it.
package struct Stall: Sendable, Equatable {
  /// Nil where the kernel does not tell us which call it was.
  package let call: SystemCall?
  package let began: ContinuousClock.Instant
  package var duration: Duration

  package init(call: SystemCall?, began: ContinuousClock.Instant, duration: Duration) {
    self.call = call
    self.began = began
    self.duration = duration
  }
}

/// Finds stalls in a series of samples of the loop's thread.
///
/// A stretch counts while one and the same ping waits and every sample shows the thread asleep in the same call, which
/// is not the loop's own wait for events. Between two samples the thread has either not run at all, or there was no
/// time for a whole turn of the loop, which would have answered the ping.
package struct StallDetector: Sendable {
  private static let shortGap = Duration.milliseconds(8)

  private struct Stretch {
    var stall: Stall
    let ping: ContinuousClock.Instant
    var last: ThreadSample
  }

  private var stretch: Stretch?
  private var finished: [Stall] = []

  package init() {}

  /// The stretch that the newest sample belongs to.
  package var current: Stall? { stretch?.stall }

  package var stalls: [Stall] { finished + (current.map { [$0] } ?? []) }

  /// `ping` is when the waiting ping was sent, nil when none waits; `othersWork` is asked for a thread that waits for
  /// another one of its process, such as the holder of Python's global lock.
  package mutating func add(
    _ sample: ThreadSample, ping: ContinuousClock.Instant?, othersWork: () -> Bool
  ) {
    guard let ping, sample.isAsleep, let call = Self.stallingCall(sample), !(Self.waitsForOthers(call) && othersWork())
    else {
      finish()
      return
    }
    if var stretch, stretch.stall.call == call, stretch.ping == ping, Self.continues(stretch.last, sample, call) {
      stretch.stall.duration = sample.taken - stretch.stall.began
      stretch.last = sample
      self.stretch = stretch
    } else {
      finish()
      stretch = Stretch(stall: Stall(call: call, began: sample.taken, duration: .zero), ping: ping, last: sample)
    }
  }

  private mutating func finish() {
    if let stall = current, stall.duration > .zero { finished.append(stall) }
    stretch = nil
  }

  /// Nil when the sample is no stall; an unknown call is one, for a thread asleep in epoll would have been woken by
  /// the ping.
  private static func stallingCall(_ sample: ThreadSample) -> SystemCall?? {
    switch sample.call {
    case .none: nil
    case .inside(let call): call.isEventWait ? nil : .some(call)
    case .unreadable: .some(nil)
    }
  }

  private static func waitsForOthers(_ call: SystemCall?) -> Bool {
    call.map(\.isFutex) ?? true
  }

  /// Waits for Python's global lock end and begin anew every 5 ms, so a thread that waits for others must not have run.
  private static func continues(_ earlier: ThreadSample, _ later: ThreadSample, _ call: SystemCall?) -> Bool {
    earlier.slices == later.slices || (!waitsForOthers(call) && later.taken - earlier.taken <= shortGap)
  }
}
