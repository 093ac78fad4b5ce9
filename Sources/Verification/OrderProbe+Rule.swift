package import Probes

extension OrderProbe: TrafficRule {
  /// Timers may be early by their own resolution, and by no more.
  private static let resolution = Duration.milliseconds(5)
  /// A wait costs next to nothing; a loop that looks at the clock again and again costs all there is.
  private static let busyShare = 0.5

  package func judge(_ measurement: Measurement) -> Finding {
    let failure = Self.failure(measurement)
    let count = measurement.answers.count
    let ping = measurement.pingElapsed
    return Finding(
      failure == nil ? .pass : .fail,
      expected: "with several \(measurement.target) requests under way, /ping is answered before the first of them; each "
        + "takes its \(measurement.wait.inMilliseconds), and waits without burning the CPU",
      measured: failure
        ?? "/ping answered after \((ping ?? .zero).inMilliseconds), the \(count) others after "
        + "\(measurement.answers.map(\.elapsed).min().map(\.inMilliseconds) ?? "-") and more",
      reproduce: "for i in 1 2 3; do curl -s http://127.0.0.1:8000\(measurement.target) & done; sleep 0.1; "
        + "curl -s -w ' %{time_total} s\\n' http://127.0.0.1:8000/ping; wait",
      measurements: [
        "ping_ms": ping.map { .milliseconds($0) } ?? .null,
        "answers_ms": .list(measurement.answers.map { .milliseconds($0.elapsed) }),
        "loop_cpu_ms": .milliseconds(measurement.loopRunTime),
        "duration_ms": .milliseconds(measurement.duration),
      ])
  }

  private static func failure(_ seen: Measurement) -> String? {
    if let answer = seen.answers.first(where: { $0.status != 200 }) {
      return "\(seen.target) \(answer.status.map { "answered \($0) instead of 200" } ?? "gave no answer")"
    }
    if let early = seen.answers.map(\.elapsed).min(), early < seen.wait - resolution {
      return "\(seen.target) answered after \(early.inMilliseconds), before its \(seen.wait.inMilliseconds) were over"
    }
    // A blocked loop may happen to write the ping's answer first, once it is free again: the first of the others
    // could have been there by then, so that is no overtaking.
    guard seen.pingCameFirst, let ping = seen.pingElapsed, ping < seen.wait else {
      return "/ping had to wait as long as a \(seen.target) takes: "
        + (seen.pingElapsed.map { "\($0.inMilliseconds)" } ?? "more than \(seen.duration.inMilliseconds)")
    }
    if seen.loopRunTime >= seen.duration * busyShare {
      return "the event loop used \(seen.loopRunTime.inMilliseconds) of CPU time in \(seen.duration.inMilliseconds) of waiting"
    }
    return nil
  }
}
