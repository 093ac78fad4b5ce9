internal import Base
package import ModuleRuntime
package import Report

/// What a thread did between each two samples of it.
package struct LoopTimeline: Sendable {
  package struct Period: Sendable, Equatable {
    package var from: ContinuousClock.Instant
    package var to: ContinuousClock.Instant
    package let state: TraceSpan.State
    /// The system call in which it was asleep; nil for the other states, and where the kernel does not reveal it.
    package let call: SystemCall?

    package var duration: Duration { to - from }

    package init(
      from: ContinuousClock.Instant, to: ContinuousClock.Instant, state: TraceSpan.State, call: SystemCall?
    ) {
      self.from = from
      self.to = to
      self.state = state
      self.call = call
    }
  }

  /// In the order of their times, without gaps; neighbours differ.
  package let periods: [Period]

  package init(periods: [Period]) {
    self.periods = periods
  }

  /// `events` is the descriptor on which the idle event loop waits; nil for any. `pings` are the times during which a
  /// ping waited, which tell an idle loop from a blocked one where the kernel does not reveal system calls.
  package init(
    _ samples: [ThreadSample], events: UInt64?, pings: [ClosedRange<ContinuousClock.Instant>] = []
  ) {
    periods = zip(samples, samples.dropFirst()).reduce(into: []) { periods, pair in
      guard case (let state, var call)? = Self.state(between: pair.0, pair.1, events, pings) else {
        // A debugger has stopped the thread for a moment.
        return periods.extendLast(to: pair.1.taken)
      }
      if state == .asleep, call?.isContinuation == true { call = periods.lastSleep?.call }
      if let last = periods.last, last.state == state, last.call == call { return periods.extendLast(to: pair.1.taken) }
      periods.append(Period(from: pair.0.taken, to: pair.1.taken, state: state, call: call))
    }
  }

  /// The state in which it was for the largest part of the time; nil when it was in none.
  private static func state(
    between former: ThreadSample, _ latter: ThreadSample, _ events: UInt64?,
    _ pings: [ClosedRange<ContinuousClock.Instant>]
  ) -> (TraceSpan.State, SystemCall?)? {
    let spent = latter.processorTime - former.processorTime
    let rest = latter.taken - former.taken - spent.used - spent.awaited
    if spent.used > rest, spent.used >= spent.awaited { return (.runs, nil) }
    if spent.awaited > rest { return (.waitsForProcessor, nil) }
    // One that is awake at both ends may have slept in between.
    guard let sleeper = [latter, former].first(where: \.isAsleep) else { return nil }
    guard case .inside(let call, let descriptor) = sleeper.call else {
      guard sleeper.call == .unreadable else { return nil }
      let isPingWaiting = pings.contains { $0.lowerBound <= former.taken && $0.upperBound >= latter.taken }
      return (isPingWaiting ? .asleep : .waitsForEvents, nil)
    }
    let isFree = call.isEventWait && descriptor == events ?? descriptor
    return isFree ? (.waitsForEvents, call) : (.asleep, call)
  }

  /// The time in each state, the longest first.
  package var times: [LoopTrace.Time] {
    let sums = Dictionary(grouping: periods) { [$0.state.rawValue, $0.call?.name ?? ""] }
    return sums.values.map { same in
      LoopTrace.Time(
        same[0].state, call: same[0].state == .asleep ? same[0].call?.name : nil,
        milliseconds: same.reduce(.zero) { $0 + $1.duration }.milliseconds)
    }.sorted { $0.milliseconds > $1.milliseconds }
  }

  package func spans(_ clock: TraceClock) -> [TraceSpan] {
    periods.map {
      TraceSpan(
        $0.state, from: clock.milliseconds($0.from), to: clock.milliseconds($0.to),
        detail: $0.state == .asleep ? $0.call?.name : nil)
    }
  }
}

extension [LoopTimeline.Period] {
  fileprivate mutating func extendLast(to moment: ContinuousClock.Instant) {
    if !isEmpty { self[count - 1].to = moment }
  }

  /// The newest one since the last wait for events.
  fileprivate var lastSleep: LoopTimeline.Period? {
    last { $0.state == .asleep || $0.state == .waitsForEvents }.flatMap { $0.state == .asleep ? $0 : nil }
  }
}
