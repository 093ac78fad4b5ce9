package import ModuleRuntime

/// A period in which the event loop's thread slept, so that no request could reach it.
package struct Stall: Sendable, Equatable {
  /// Nil where the kernel does not reveal the system call.
  package let call: SystemCall?
  package let began: ContinuousClock.Instant
  package var duration: Duration

  package init(call: SystemCall?, began: ContinuousClock.Instant, duration: Duration) {
    self.call = call
    self.began = began
    self.duration = duration
  }
}

/// Finds stalls in a series of samples of the event loop's thread.
///
/// A period counts while every sample shows the thread asleep in the same call, which is not the event loop's own wait
/// for events. In addition, either the thread has not run at all between two samples, or it ran for too short a time
/// for a whole turn of the event loop, which would have answered the waiting ping.
package struct StallDetector: Sendable {
  private static let shortGap = Duration.milliseconds(8)
  /// A correct module waits for a thread that starts, or for a lock that a working thread holds. On a busy machine this
  /// takes long, but the other threads never work for so long in the meantime. (A wait for Python's global lock lasts 5
  /// ms at a time.)
  private static let longestLockWork = Duration.milliseconds(250)
  /// A correct module never waits for so long while no other thread works or waits for a processor, even if one does
  /// now and then.
  private static let longestIdleLock = Duration.milliseconds(50)

  private struct Stretch {
    var stall: Stall
    let ping: ContinuousClock.Instant?
    var last: ThreadSample
    /// The part of its duration in which no other thread worked.
    var idle = Duration.zero
  }

  /// The descriptor of the event loop's own wait for events; when it is not known, that of the first one seen.
  private var events: UInt64?
  private var stretch: Stretch?
  /// Asleep in one and the same wait for a lock, whatever other threads do.
  private var lockWait: Stretch?
  /// How much the other threads had worked when the wait began, and by its newest sample.
  private var othersBefore = Duration.zero
  private var othersNow = Duration.zero
  private var previous: ThreadSample?
  private var finished: [Stall] = []

  /// The time asleep in calls other than the event loop's own wait and waits for locks, including sleeps that are too
  /// short to count one by one.
  package private(set) var asleep = Duration.zero

  /// The longest wait for a lock that was not counted, because other threads worked in the meantime or had no
  /// processor.
  package var longestExcused: Duration { max(excused, longLockWait == nil ? lockWait?.stall.duration ?? .zero : .zero) }
  private var excused = Duration.zero

  package init(events: UInt64? = nil) {
    self.events = events
  }

  /// The stall that the newest sample belongs to.
  package var current: Stall? { stretch?.stall ?? longLockWait }

  package var stalls: [Stall] { finished + [stretch?.stall, longLockWait].compactMap(\.self) }

  /// `ping` is when the waiting ping was sent, nil when none waits. `others` is called when the thread waits for
  /// another one of its process, such as the holder of Python's global lock: it returns whether they work, and how much
  /// so far.
  package mutating func add(
    _ sample: ThreadSample, ping: ContinuousClock.Instant?, others: () -> (areWorking: Bool, runTime: Duration)
  ) {
    if events == nil, case .inside(let call, let descriptor) = sample.call, call.isEventWait { events = descriptor }
    guard sample.isAsleep, let call = stallingCall(sample) else {
      finishStretch()
      finishLockWait()
      previous = nil
      return
    }
    if Self.waitsForOthers(call) {
      previous = nil
      let others = others()
      othersNow = others.runTime
      let last = lockWait?.last.taken
      if extend(&lockWait, sample, call, ping) {
        if !others.areWorking, let last { lockWait?.idle += sample.taken - last }
      } else {
        finishLockWait()
        lockWait = Self.begin(sample, call, ping)
        othersBefore = others.runTime
      }
      if others.areWorking {
        finishStretch()
        return
      }
    } else {
      finishLockWait()
      if let previous, call?.isProcessWait != true,
        sample.taken - previous.taken <= Self.shortGap || sample.slices == previous.slices
      {
        asleep += sample.taken - previous.taken
      }
      previous = sample
    }
    if !extend(&stretch, sample, call, ping) {
      finishStretch()
      stretch = Self.begin(sample, call, ping)
    }
  }

  private static func begin(_ sample: ThreadSample, _ call: SystemCall?, _ ping: ContinuousClock.Instant?) -> Stretch {
    Stretch(stall: Stall(call: call, began: sample.taken, duration: .zero), ping: ping, last: sample)
  }

  /// Returns false when the sample does not continue the period.
  private func extend(
    _ stretch: inout Stretch?, _ sample: ThreadSample, _ call: SystemCall?, _ ping: ContinuousClock.Instant?
  ) -> Bool {
    guard let stall = stretch?.stall, stall.call == call, let last = stretch?.last else { return false }
    // A wait for Python's global lock ends and begins anew every 5 ms, so a thread that waits for others must not have
    // run.
    let isSameTurn =
      !Self.waitsForOthers(call) && ping != nil && ping == stretch?.ping && sample.taken - last.taken <= Self.shortGap
    guard last.slices == sample.slices || isSameTurn else { return false }
    stretch?.stall.duration = sample.taken - stall.began
    stretch?.last = sample
    return true
  }

  private mutating func finishStretch() {
    if let stall = stretch?.stall, stall.duration > .zero { finished.append(stall) }
    stretch = nil
  }

  private mutating func finishLockWait() {
    excused = longestExcused
    if let stall = longLockWait { finished.append(stall) }
    lockWait = nil
  }

  private var longLockWait: Stall? {
    guard let lockWait else { return nil }
    let isLong = othersNow - othersBefore >= Self.longestLockWork || lockWait.idle >= Self.longestIdleLock
    return isLong ? lockWait.stall : nil
  }

  /// Nil when the sample is not a stall. An unknown call is one, because the ping would have woken a thread that sleeps
  /// in epoll.
  private func stallingCall(_ sample: ThreadSample) -> SystemCall?? {
    switch sample.call {
    case .none: nil
    // pitfall reads what the module prints, and may itself be late.
    case .inside(let call, let descriptor) where call.isWrite && (1...2).contains(descriptor): nil
    case .inside(let call, let descriptor): call.isEventWait && descriptor == events ? nil : .some(call)
    case .unreadable: .some(nil)
    }
  }

  private static func waitsForOthers(_ call: SystemCall?) -> Bool {
    call.map(\.isFutex) ?? true
  }
}
