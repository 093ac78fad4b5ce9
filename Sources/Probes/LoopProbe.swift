package import Curriculum

/// Reports how long the loop's thread slept in one go outside of its own wait for events, while the checks that it
/// names kept it busy.
package struct LoopProbe: RecordingProbe {
  package struct Measurement: Sendable {
    package let longest: Stall?
    package let stalls: Int
    /// The most in one recording, sleeps too short to count one by one included.
    package let asleep: Duration
    package let samples: Int
    package let longestGap: Duration
    package let pings: Int
  }

  package init(parameters: ManifestNode) throws {
    let fields = try ManifestFields(parameters, "the loop probe")
    try fields.end()
  }

  package func measure(_ recordings: [LoopRecording]) -> Measurement {
    let stalls = recordings.flatMap(\.stalls)
    return Measurement(
      longest: stalls.max { $0.duration < $1.duration },
      stalls: stalls.count { $0.duration >= .milliseconds(15) },
      asleep: recordings.map(\.asleep).max() ?? .zero,
      samples: recordings.map(\.samples).reduce(0, +),
      longestGap: recordings.map(\.longestGap).max() ?? .zero,
      pings: recordings.map(\.beats.count).reduce(0, +))
  }
}
