internal import Base
internal import Bench
internal import ModuleRuntime
internal import Report

extension LoopCheck {
  package static let thresholds = [sleepThreshold, asleepThreshold, excusedThreshold, gapThreshold]

  private static let sleepThreshold = Threshold(
    "longest_sleep_ms", .below(limit.milliseconds),
    "a thread that waits for a lock in a right module sleeps for up to 2 ms; one that starts a child process waits up to "
      + "16 ms with four busy processes per core and is allowed 40; blocks of 50 ms are seen every time")
  private static let asleepThreshold = Threshold(
    "asleep_ms", .below(60), "right modules measure 0; sleeps of 2 ms at a time for 400 ms add up to 300")
  private static let excusedThreshold = Threshold(
    "excused_ms", .below(100),
    "a longer wait for a lock while other threads work, or have no processor, cannot be told from a block: on a busy "
      + "machine a new thread took 330 ms to start; then the check is inconclusive")
  private static let gapThreshold = Threshold(
    "longest_gap_ms", .atMost(100),
    "with longer gaps between samples a short sleep could go unseen; then the check is "
      + "inconclusive")

  package func judge(_ measurement: Measurement) -> Finding {
    let expected =
      "the event loop's thread never blocks for \(Self.limit.inMilliseconds) or more, nor in repeated short pauses, except "
      + "while it waits for events"
    let failure = Self.failure(measurement)
    if failure == nil, let reason = Self.reasonForDoubt(measurement) {
      return Finding(
        expected: expected, inconclusive: reason, reproduce: reproduce, numbers: Self.numbers(measurement))
    }
    return Finding(
      expected: expected, passed: "\(measurement.samples) samples of the event loop's thread; it was never blocked",
      failure: failure, reproduce: reproduce, numbers: Self.numbers(measurement))
  }

  private var reproduce: String {
    "\(Reproduction.curl(request, .body)) & sleep 0.1; grep -H . /proc/${PID:?}/task/*/wchan"
      + "   # a free event loop waits in epoll"
  }

  private static func failure(_ seen: Measurement) -> Failure? {
    if !seen.servesItself {
      return Failure(
        "loop.not-seen",
        "none of the module's own threads works on the response to a /ping, so its event loop cannot be watched: a module "
          + "is one process with one event loop")
    }
    if let stall = seen.tooLong {
      let call = stall.call.map { " in \($0)" } ?? ""
      return Failure(
        "loop.blocked",
        "the event loop was blocked\(call) for \(stall.duration.inMilliseconds) and handled no requests during that time",
        next: stall.call.map(next))
    }
    guard !asleepThreshold.allows(seen.asleep.milliseconds) else { return nil }
    return Failure(
      "loop.blocked-often",
      "the event loop was blocked for \(seen.asleep.inMilliseconds) in total, in many short sleeps")
  }

  /// What a thread that sleeps in `call` waits for.
  private static func next(_ call: SystemCall) -> String {
    if call.isTimedSleep {
      return
        "Look for a sleep in a handler, a dependency, a middleware, or a function that one of them calls. Await an "
        + "asynchronous sleep, or move it to a thread."
    }
    if call.isFutex {
      return
        "Look for a wait for another thread: a lock, a semaphore, or the result of a thread or a future. Moving work to "
        + "a thread does not help while the event loop's own thread waits for it; await the result."
    }
    if call.isEventWait {
      return
        "Look for a second event loop that a handler runs until something is done, or a selector that it waits on. "
        + "Meanwhile the module's own event loop does not run; await the work itself."
    }
    return "Look for a call that waits for data or for another process: a synchronous client, a pipe, a child process. "
      + "Await an asynchronous one, or move the call to a thread."
  }

  private static func reasonForDoubt(_ seen: Measurement) -> String? {
    if !excusedThreshold.allows(seen.excused.milliseconds) {
      return "the event loop waited \(seen.excused.inMilliseconds) for another thread, which was working or had no "
        + "processor: on this machine, now, that cannot be told from a block"
    }
    guard !gapThreshold.allows(seen.longestGap.milliseconds) || seen.samples == 0 else { return nil }
    return "this machine was too busy to sample the event loop often enough: \(seen.samples) samples, up to "
      + "\(seen.longestGap.inMilliseconds) apart"
  }

  private static func numbers(_ seen: Measurement) -> [String: Measure] {
    [
      "longest_sleep_ms": .milliseconds(seen.longest, sleepThreshold.limit),
      "asleep_ms": .milliseconds(seen.asleep, asleepThreshold.limit),
      "excused_ms": .milliseconds(seen.excused, excusedThreshold.limit),
      "longest_gap_ms": .milliseconds(seen.longestGap, gapThreshold.limit),
      "sleeps": .count(seen.stalls), "samples": .count(seen.samples), "pings": .count(seen.pings),
    ]
  }
}
