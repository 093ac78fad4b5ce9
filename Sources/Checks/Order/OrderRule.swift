internal import Base
internal import Report

extension OrderCheck: TrafficRule {
  /// Timers may be early by their own resolution, and by no more.
  private static let resolution = Duration.milliseconds(5)
  /// A wait costs next to nothing; a loop that looks at the clock again and again takes all that it can get.
  private static let busyShare = 0.5
  /// Where others want the processors too, a busy loop gets less and waits in line for the rest: it hardly ever sleeps.
  /// Measured with four busy processes per core: right modules sleep for 0.4 of the time and more, busy ones for none.
  private static let asleepShare = 0.15
  /// A busy loop takes a fifth of a processor even there; one that was merely kept from running took 0.02.
  private static let leastBusyShare = 0.1

  /// A loop that had to wait for a processor for so much of the time was kept from answering by this machine.
  private static let starvedShare = 0.3

  package func judge(_ measurement: Measurement) -> Finding {
    let failure = Self.failure(measurement)
    let isStarved = failure != nil && Self.isStarved(measurement)
    let count = measurement.answers.count
    let ping = measurement.pingElapsed
    return Finding(
      failure == nil ? .pass : isStarved ? .inconclusive : .fail,
      expected:
        "with several \(measurement.target) requests under way, /ping is answered before the first of them; each "
        + "takes its \(measurement.wait.inMilliseconds), and waits without burning the CPU",
      measured: failure.map { isStarved ? "this machine was too busy for the module (then: \($0))" : $0 }
        ?? "/ping answered after \((ping ?? .zero).inMilliseconds), the \(count) others after "
        + "\(measurement.answers.map(\.elapsed).min().map(\.inMilliseconds) ?? "-") and more",
      reproduce: "for i in 1 2 3; do curl -s http://127.0.0.1:8000\(measurement.target) & done; sleep 0.1; "
        + "curl -s -w ' %{time_total} s\\n' http://127.0.0.1:8000/ping; wait",
      measurements: [
        "ping_ms": ping.map { .milliseconds($0) } ?? .null,
        "answers_ms": .list(measurement.answers.map { .milliseconds($0.elapsed) }),
        "loop_cpu_ms": .milliseconds(measurement.processorTime.used),
        "loop_ready_ms": .milliseconds(measurement.processorTime.awaited),
        "duration_ms": .milliseconds(measurement.duration),
      ].merging(
        Exhibits.measurements(
          bars: Self.bars(measurement), caption: "Someone asks for /ping while slow requests are under way")
      ) { own, _ in own },
      isInModuleLog: measurement.answers.contains { ($0.status ?? 0) >= 500 })
  }

  private static func bars(_ seen: Measurement) -> [Bar] {
    seen.answers.enumerated().map { Bar("slow #\($0 + 1)", $1.elapsed.milliseconds, unit: "ms") } + [
      Bar(
        "/ping", (seen.pingElapsed ?? seen.duration).milliseconds, unit: "ms", isOpen: seen.pingElapsed == nil)
    ]
  }

  private static func failure(_ seen: Measurement) -> String? {
    if let answer = seen.answers.first(where: { $0.status != 200 }) {
      return "\(seen.target) \(answer.status.map { "answered \($0) instead of 200" } ?? "gave no answer")"
    }
    if let early = seen.answers.map(\.elapsed).min(), early < seen.wait - resolution {
      return "\(seen.target) answered after \(early.inMilliseconds), before its \(seen.wait.inMilliseconds) were over"
    }
    if let early = seen.repeatedElapsed {
      return "\(seen.target) asked again was answered after \(early.inMilliseconds): not each request takes its "
        + "\(seen.wait.inMilliseconds)"
    }
    if !seen.isOvertaken && !isBurning(seen) {
      return
        "no /ping that came in meanwhile was answered before the first \(seen.target); one sent right after them took "
        + (seen.pingElapsed.map { "\($0.inMilliseconds)" } ?? "more than \(seen.duration.inMilliseconds)")
    }
    guard isBurning(seen) || asleep(seen) < seen.duration * asleepShare else { return nil }
    return "the event loop used \(seen.processorTime.used.inMilliseconds) of CPU time and slept for "
      + "\(max(asleep(seen), .zero).inMilliseconds) in \(seen.duration.inMilliseconds) of waiting"
  }

  private static func asleep(_ seen: Measurement) -> Duration {
    seen.duration - seen.processorTime.used - seen.processorTime.awaited
  }

  private static func isBurning(_ seen: Measurement) -> Bool {
    let used = seen.processorTime.used
    return used >= seen.duration * busyShare
      || used >= seen.duration * leastBusyShare && asleep(seen) < seen.duration * asleepShare
  }

  /// Not by threads of its own, which a module may have as many of as it likes.
  private static func isStarved(_ seen: Measurement) -> Bool {
    !isBurning(seen) && seen.repeatedElapsed == nil
      && seen.answers.allSatisfy { $0.status == 200 && $0.elapsed >= seen.wait - resolution }
      && seen.processorTime.awaited >= seen.duration * starvedShare
      && seen.processorTimeOfOthers < seen.processorTime.awaited * 0.5
  }
}
