package import Probes

extension LoopProbe: RecordingRule {
  /// A thread that waits for a lock in a right module sleeps for up to 2 ms; blocks of 50 ms are seen every time.
  private static let limit = Duration.milliseconds(15)
  /// With longer gaps between the samples a short sleep could have gone unseen.
  private static let longestUsefulGap = Duration.milliseconds(100)

  package func judge(_ measurement: Measurement) -> Finding {
    let longest = measurement.longest?.duration ?? .zero
    var verdict = longest < Self.limit ? Verdict.pass : .fail
    var measured = "\(measurement.samples) looks at its thread, none of them at such a sleep"
    if let stall = measurement.longest, verdict == .fail {
      let call = stall.call.map { " in \($0)" } ?? ""
      measured = "it slept for \(stall.duration.inMilliseconds) in one go\(call), while /ping waited for an answer"
    } else if measurement.longestGap > Self.longestUsefulGap || measurement.samples == 0 {
      verdict = .inconclusive
      measured =
        "this machine was too busy to look often enough: \(measurement.samples) looks, up to "
        + "\(measurement.longestGap.inMilliseconds) between two"
    }
    return Finding(
      verdict,
      expected:
        "while a request waits, the event loop's thread never sleeps for \(Self.limit.inMilliseconds) in one go "
        + "outside of its own wait for events",
      measured: measured,
      reproduce:
        "curl -s http://127.0.0.1:8000/block & sleep 0.1; cat /proc/$(pgrep -n -f 'uvicorn|/module$')/task/*/syscall",
      measurements: [
        "longest_sleep_ms": .milliseconds(longest),
        "sleeps": .count(measurement.stalls),
        "samples": .count(measurement.samples),
        "longest_gap_ms": .milliseconds(measurement.longestGap),
        "pings": .count(measurement.pings),
      ],
      dependsOnControl: false)
  }
}
