internal import Base
internal import Bench
internal import Report

extension OrderCheck {
  package static let thresholds = [cpuThreshold, asleepThreshold, readyThreshold]

  private static let cpuThreshold = Threshold(
    "cpu_share", .below(0.5),
    "a wait costs next to nothing; an event loop that keeps looking at the clock takes all it can")
  private static let asleepThreshold = Threshold(
    "asleep_share", .atLeast(0.15),
    "beside other busy processes a spinning loop gets less CPU and is ready all the rest of the time: with four per core, "
      + "right modules sleep 0.4 of the time and more, spinning ones never")
  private static let readyThreshold = Threshold(
    "ready_share", .below(0.3),
    "an event loop that waited so long for a processor was kept from responding by this machine: inconclusive")

  /// Timers may be early by their own resolution, and no more.
  private static let resolution = Duration.milliseconds(5)
  /// A busy-waiting event loop takes a fifth of a processor even beside four busy processes per core; one that was
  /// merely kept from running took 0.02.
  private static let leastBusyShare = 0.1

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
    return Finding(
      expected: expected, passed: Self.success(measurement), failure: failure, reproduce: reproduce(measurement),
      numbers: Self.numbers(measurement), exhibit: Self.bars(measurement), dependsOnControl: true)
  }

  private func reproduce(_ seen: Measurement) -> String {
    Reproduction.ping(beside: ProbeRequest("GET", seen.target), times: requests)
  }

  private static func success(_ seen: Measurement) -> String {
    "/ping was answered in \((seen.pingElapsed ?? .zero).inMilliseconds); the \(seen.answers.count) \(seen.target) requests "
      + "took \(seen.answers.map(\.elapsed).min().map(\.inMilliseconds) ?? "-") or longer"
  }

  private static func numbers(_ seen: Measurement) -> [String: Measure] {
    let duration = max(seen.duration.milliseconds, 1)
    var numbers: [String: Measure] = [
      "cpu_share": .ratio(seen.processorTime.used.milliseconds / duration, cpuThreshold.limit),
      "asleep_share": .ratio(asleep(seen).milliseconds / duration, asleepThreshold.limit),
      "ready_share": .ratio(seen.processorTime.awaited.milliseconds / duration, readyThreshold.limit),
      "duration_ms": .milliseconds(seen.duration),
    ]
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
    if let answer = seen.answers.first(where: { $0.status != 200 }) {
      let problem = answer.status.map(ResponseProblem.status) ?? .noResponse("it never came")
      return Failure(name, "GET \(seen.target)", problem)
    }
    if let early = seen.answers.map(\.elapsed).min(), early < seen.wait - resolution {
      return Failure(
        "order.too-early",
        "\(seen.target) was answered after \(early.inMilliseconds), before its \(seen.wait.inMilliseconds) were over")
    }
    if let early = seen.repeatedElapsed {
      return Failure(
        "order.kept",
        "\(seen.target), requested again, was answered after \(early.inMilliseconds): not every request takes "
          + "its \(seen.wait.inMilliseconds)")
    }
    if !seen.isOvertaken && !isBurning(seen) {
      let ping = seen.pingElapsed.map { "\($0.inMilliseconds)" } ?? "more than \(seen.duration.inMilliseconds)"
      return Failure(
        "order.not-overtaken",
        "every /ping had to wait for the first \(seen.target) to finish; one sent right after them took \(ping)")
    }
    guard isBurning(seen) || asleep(seen) < seen.duration * asleepThreshold.limit.value else { return nil }
    return Failure(
      "order.busy-wait",
      "the event loop used \(seen.processorTime.used.inMilliseconds) of CPU time and slept for "
        + "\(max(asleep(seen), .zero).inMilliseconds) in \(seen.duration.inMilliseconds) of waiting")
  }

  private static func asleep(_ seen: Measurement) -> Duration {
    seen.duration - seen.processorTime.used - seen.processorTime.awaited
  }

  private static func isBurning(_ seen: Measurement) -> Bool {
    let used = seen.processorTime.used
    return used >= seen.duration * cpuThreshold.limit.value
      || used >= seen.duration * leastBusyShare && asleep(seen) < seen.duration * asleepThreshold.limit.value
  }

  /// By other processes, not by the module's own threads, because a module may have as many of those as it likes.
  private static func isStarved(_ seen: Measurement) -> Bool {
    !isBurning(seen) && seen.repeatedElapsed == nil
      && seen.answers.allSatisfy { $0.status == 200 && $0.elapsed >= seen.wait - resolution }
      && seen.processorTime.awaited >= seen.duration * readyThreshold.limit.value
      && seen.processorTimeOfOthers < seen.processorTime.awaited * 0.5
  }
}
