package import Bench
package import Lessons
internal import ModuleRuntime

/// Reports how long the loop's thread slept in one go outside of its own wait for events, while the checks that it
/// names kept it busy.
package struct LoopCheck: RecordingProbe {
  package struct Measurement: Sendable {
    package let servesItself: Bool
    package let longest: Duration
    /// The longest that is no right module's.
    package let tooLong: Stall?
    package let stalls: Int
    /// The most in one recording, sleeps too short to count one by one included.
    package let asleep: Duration
    /// The longest wait for a lock that other threads excuse.
    package let excused: Duration
    package let samples: Int
    package let longestGap: Duration
    package let pings: Int

    package init(
      servesItself: Bool, longest: Duration, tooLong: Stall?, stalls: Int, asleep: Duration, excused: Duration,
      samples: Int, longestGap: Duration, pings: Int
    ) {
      self.servesItself = servesItself
      self.longest = longest
      self.tooLong = tooLong
      self.stalls = stalls
      self.asleep = asleep
      self.excused = excused
      self.samples = samples
      self.longestGap = longestGap
      self.pings = pings
    }
  }

  package init(parameters: ManifestNode) throws {
    let fields = try ManifestFields(parameters, "the loop probe")
    try fields.end()
  }

  /// A thread that waits for a lock in a right module sleeps for up to 2 ms. One that starts a child process waits until
  /// that runs, which took 16 ms with four busy processes per core. Blocks of 50 ms are seen every time.
  package static let limit = Duration.milliseconds(15)
  private static let limitForProcesses = Duration.milliseconds(40)

  private static func limit(_ call: SystemCall?) -> Duration {
    call?.isProcessWait == true ? limitForProcesses : limit
  }

  package func measure(_ recordings: [LoopRecording]) -> Measurement {
    let stalls = recordings.flatMap(\.stalls)
    let tooLong = stalls.filter { $0.duration >= Self.limit($0.call) }
    return Measurement(
      servesItself: recordings.allSatisfy(\.servesItself),
      longest: stalls.map(\.duration).max() ?? .zero,
      tooLong: tooLong.max { $0.duration < $1.duration },
      stalls: tooLong.count,
      asleep: recordings.map(\.asleep).max() ?? .zero,
      excused: recordings.map(\.excused).max() ?? .zero,
      samples: recordings.map(\.samples).reduce(0, +),
      longestGap: recordings.map(\.longestGap).max() ?? .zero,
      pings: recordings.map(\.beats.count).reduce(0, +))
  }
}
