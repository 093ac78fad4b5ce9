internal import Base
internal import Bench
internal import Report

extension OrderCheck {
  package static let thresholds = [cpuThreshold, activeThreshold, shortageThreshold, gapThreshold]

  private static let cpuThreshold = Threshold(
    "cpu_share", .below(0.5),
    "a wait costs next to nothing; an event loop that keeps looking at the clock takes all it can")
  private static let activeThreshold = Threshold(
    "active_share", .atMost(0.85),
    "beside other busy processes a spinning thread gets less CPU and is ready all the rest of the time: with four per core, "
      + "all threads of a right module sleep 0.4 of the time and more, of one with a spinning thread never")
  private static let shortageThreshold = Threshold(
    "shortage_share", .below(0.3),
    "a module that waited so long for a processor was kept from responding by this machine: inconclusive")
  private static let gapThreshold = Threshold(
    "shortest_gap_share", .below(0.875),
    "requests that wait concurrently end 20 ms apart, those that wait for one another a whole wait apart")

  /// Timers may be early by their own resolution, and no more.
  private static let resolution = Duration.milliseconds(5)
  /// A busy-waiting thread takes a fifth of a processor even beside four busy processes per core; a module that was
  /// merely kept from running took 0.02.
  private static let leastBusyShare = 0.1
  /// The share of the time between the first and the last response.
  private static let leastExplained = 0.75

  package func judge(_ measurement: Measurement) -> Finding {
    let expected =
      "with several \(measurement.target) requests in progress, /ping is answered before the first of them; each takes its "
      + "\(measurement.wait.inMilliseconds), and waits without using the CPU"
    let failure = Self.failure(measurement)
    if let failure, Self.isStarved(measurement) {
      return Finding(
        expected: expected, inconclusive: "this machine was too busy for the module (otherwise: \(failure.sentence))",
        reproduce: reproduce(measurement), numbers: Self.numbers(measurement), exhibit: Self.bars(measurement))
    }
    if failure == nil, let doubt = Self.doubt(measurement) {
      return Finding(
        expected: expected, inconclusive: doubt, reproduce: reproduce(measurement), numbers: Self.numbers(measurement),
        exhibit: Self.bars(measurement))
    }
    return Finding(
      expected: expected, passed: Self.success(measurement), failure: failure, reproduce: reproduce(measurement),
      numbers: Self.numbers(measurement), exhibit: Self.bars(measurement), dependsOnControl: true)
  }

  private func reproduce(_ seen: Measurement) -> String {
    let request = ProbeRequest("GET", seen.target)
    switch Self.failure(seen)?.cause {
    case "order.kept": return Reproduction.inTurn([request, request], .time)
    case "order.busy-wait":
      let ticks = "cut -d' ' -f14,15 /proc/${PID:?}/stat"
      return "\(ticks); \(Reproduction.curl(request, .time)); \(ticks)   # CPU time used so far, in ticks of 10 ms"
    default: return Reproduction.ping(beside: request, times: requests)
    }
  }

  private static func success(_ seen: Measurement) -> String {
    "/ping was answered in \((seen.pingElapsed ?? .zero).inMilliseconds); the \(seen.answers.count) \(seen.target) requests "
      + "took \(seen.answers.map(\.elapsed).min().map(\.inMilliseconds) ?? "-") or longer"
  }

  private static func numbers(_ seen: Measurement) -> [String: Measure] {
    let duration = max(seen.duration.milliseconds, 1)
    var numbers: [String: Measure] = [
      "cpu_share": .ratio(seen.processorTime.used.milliseconds / duration, cpuThreshold.limit),
      "active_share": .ratio(activeShare(seen), activeThreshold.limit),
      "shortage_share": .ratio(seen.processorTime.awaited.milliseconds / duration, shortageThreshold.limit),
      "duration_ms": .milliseconds(seen.duration),
    ]
    numbers["shortest_gap_share"] = shortestGap(seen).map { .ratio($0 / seen.wait, gapThreshold.limit) }
    numbers["ping_ms"] = seen.pingElapsed.map { .milliseconds($0) }
    numbers["shortest_ms"] = seen.answers.map(\.elapsed).min().map {
      .milliseconds($0, .atLeast((seen.wait - resolution).milliseconds))
    }
    return numbers
  }

  private static func bars(_ seen: Measurement) -> Exhibit? {
    .bars(
      seen.answers.enumerated().map { Bar("slow #\($0 + 1)", $1.elapsed.milliseconds, unit: "ms") } + [
        Bar("/ping", (seen.pingElapsed ?? seen.duration).milliseconds, unit: "ms", isOpen: seen.pingElapsed == nil)
      ], caption: "A client requests /ping while slow requests are in progress")
  }

  private static func failure(_ seen: Measurement) -> Failure? {
    let target = seen.target
    if let answer = seen.answers.first(where: { $0.status != 200 }) {
      let problem = answer.status.map(ResponseProblem.status) ?? .noResponse("it never came")
      return Failure(name, "GET \(target)", problem)
    }
    if let early = seen.answers.map(\.elapsed).min(), early < seen.wait - resolution {
      return Failure(
        "order.too-early",
        "\(target) was answered after \(early.inMilliseconds), before its \(seen.wait.inMilliseconds) were over",
        next:
          "Let every request to \(target) wait its full \(seen.wait.inMilliseconds), without blocking the event loop: "
          + "neither leave the wait out nor let requests share one.")
    }
    if let early = seen.repeatedElapsed {
      return Failure(
        "order.kept",
        "\(target), requested again, was answered after \(early.inMilliseconds): not every request takes "
          + "its \(seen.wait.inMilliseconds)",
        next: "Keep no result of \(target) for later requests: each one waits and works anew.")
    }
    if !seen.isOvertaken && !isBurning(seen) {
      let ping = seen.pingElapsed.map { "\($0.inMilliseconds)" } ?? "more than \(seen.duration.inMilliseconds)"
      return Failure(
        "order.not-overtaken",
        "every /ping had to wait for the first \(target) to finish; one sent right after them took \(ping)",
        next:
          "Find what /ping has to wait for while \(target) waits: a call that blocks the event loop, or a lock or a "
          + "thread pool that both need.")
    }
    if isBurning(seen) {
      return Failure(
        "order.busy-wait",
        "the module used \(seen.processorTime.used.inMilliseconds) of CPU time in \(seen.duration.inMilliseconds) of "
          + "waiting, and one of its threads was active for \(Int((activeShare(seen) * 100).rounded())) % of it",
        next: "Find the loop that looks at the clock again and again in \(target), on whatever thread. A sleep waits "
          + "without using the CPU.")
    }
    if let gap = shortestGap(seen), !gapThreshold.allows(gap / seen.wait) {
      return Failure(
        "order.one-at-a-time",
        "\(seen.answers.count) concurrent requests to \(target) were served one after another: their responses came "
          + "\(gap.inMilliseconds) or more apart",
        next: "Look for a lock, a queue or a single worker thread that each \(target) request holds while it waits.")
    }
    return nil
  }

  /// The shortest time between one response and the next; nil for fewer than two of them.
  private static func shortestGap(_ seen: Measurement) -> Duration? {
    let times = seen.answers.map(\.completed).sorted()
    return zip(times.dropFirst(), times).map { $0 - $1 }.min()
  }

  private static func activeShare(_ seen: Measurement) -> Double {
    seen.active / max(seen.active + seen.idle, .milliseconds(1))
  }

  private static func isBurning(_ seen: Measurement) -> Bool {
    let share = seen.processorTime.used / max(seen.duration, .milliseconds(1))
    return !cpuThreshold.allows(share) || share >= leastBusyShare && !activeThreshold.allows(activeShare(seen))
  }

  /// A thread that is ready to run all the time either looks at the clock again and again, or hardly got a processor.
  private static func doubt(_ seen: Measurement) -> String? {
    guard !activeThreshold.allows(activeShare(seen)) else { return nil }
    return
      "one of the module's threads was ready to run for \(Int((activeShare(seen) * 100).rounded())) % of the wait, "
      + "but got a processor for \(seen.processorTime.used.inMilliseconds) only: on this machine, now, that cannot be "
      + "told from a busy wait"
  }

  /// By other processes, not by the module's own threads, because a module may have as many of those as it likes.
  ///
  /// Only a module that waited for a processor most of the time between its responses may have lacked one for them.
  private static func isStarved(_ seen: Measurement) -> Bool {
    let times = seen.answers.map(\.completed)
    let apart = (times.max() ?? .zero) - (times.min() ?? .zero)
    let isExplained = !seen.isOvertaken || seen.processorTime.awaited >= apart * leastExplained
    return isExplained && !isBurning(seen) && seen.repeatedElapsed == nil
      && seen.answers.allSatisfy { $0.status == 200 && $0.elapsed >= seen.wait - resolution }
      && !shortageThreshold.allows(seen.processorTime.awaited / max(seen.duration, .milliseconds(1)))
      && seen.processorTime.used < seen.processorTime.awaited
  }
}
