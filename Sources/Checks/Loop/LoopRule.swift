internal import Base
internal import Report
internal import Tracks

extension LoopCheck: RecordingRule {
  /// Short sleeps add up: right modules come to nothing, 2 ms at a time for 400 ms comes to 300 ms.
  private static let limitInAll = Duration.milliseconds(60)
  /// A thread that waits for a lock while others work, or would if they had a processor, may be blocked or may be
  /// right: on a busy machine a new thread took 330 ms to start. So long a wait cannot be told.
  private static let longestExcuse = Duration.milliseconds(100)
  /// With longer gaps between the samples a short sleep could have gone unseen.
  private static let longestUsefulGap = Duration.milliseconds(100)

  /// What `pgrep -f` finds a module of any track by.
  private static let processes = TrackRegistry.all.map(\.processPattern).joined(separator: "|")

  package func judge(_ measurement: Measurement) -> Finding {
    var verdict = measurement.tooLong == nil && measurement.asleep < Self.limitInAll ? Verdict.pass : .fail
    var measured = "\(measurement.samples) looks at its thread, none of them at such a sleep"
    if !measurement.servesItself {
      verdict = .fail
      measured =
        "none of its own threads works for the answer to a /ping, so that its loop cannot be watched: a module is one "
        + "process with one event loop"
    } else if let stall = measurement.tooLong {
      let call = stall.call.map { " in \($0)" } ?? ""
      measured = "it slept for \(stall.duration.inMilliseconds)\(call) before it looked for requests again"
    } else if verdict == .fail {
      measured =
        "it slept for \(measurement.asleep.inMilliseconds) in all, a little at a time, where no request can wake it"
    } else if measurement.excused >= Self.longestExcuse {
      verdict = .inconclusive
      measured =
        "it waited for \(measurement.excused.inMilliseconds) for another thread, which worked or had no processor: on "
        + "this machine a block cannot be told from that now"
    } else if measurement.longestGap > Self.longestUsefulGap || measurement.samples == 0 {
      verdict = .inconclusive
      measured =
        "this machine was too busy to look often enough: \(measurement.samples) looks, up to "
        + "\(measurement.longestGap.inMilliseconds) between two"
    }
    return Finding(
      verdict,
      expected:
        "while requests are under way, the event loop's thread never sleeps for \(Self.limit.inMilliseconds) in one go "
        + "outside of its own wait for events, nor again and again",
      measured: measured,
      reproduce:
        "curl -s http://127.0.0.1:8000/block & sleep 0.1; grep -H . /proc/$(pgrep -n -f '\(Self.processes)')/task/*/wchan"
        + "   # a loop that is free waits in epoll",
      measurements: [
        "longest_sleep_ms": .milliseconds(measurement.longest),
        "asleep_ms": .milliseconds(measurement.asleep),
        "excused_ms": .milliseconds(measurement.excused),
        "sleeps": .count(measurement.stalls),
        "samples": .count(measurement.samples),
        "longest_gap_ms": .milliseconds(measurement.longestGap),
        "pings": .count(measurement.pings),
      ],
      dependsOnControl: false)
  }
}
