package import Curriculum

/// Reports how long the loop's thread slept in one go outside of its own wait for events, while the checks that it
/// names kept it busy.
package struct LoopProbe: RecordingProbe {
  package struct Measurement: Sendable {
    package let longest: Stall?
    package let stalls: Int
    package let samples: Int
    package let longestGap: Duration
    package let pings: Int

    package init(longest: Stall?, stalls: Int, samples: Int, longestGap: Duration, pings: Int) {
      self.longest = longest
      self.stalls = stalls
      self.samples = samples
      self.longestGap = longestGap
      self.pings = pings
    }
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
      samples: recordings.map(\.samples).reduce(0, +),
      longestGap: recordings.map(\.longestGap).max() ?? .zero,
      pings: recordings.map(\.beats.count).reduce(0, +))
  }
}
