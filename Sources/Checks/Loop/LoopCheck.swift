package import Bench
package import Lessons
internal import ModuleRuntime

/// Reports how long the event loop's thread slept in one go outside of its own wait for events, while the named checks
/// kept it busy.
package struct LoopCheck: WatchingCheck {
  package struct Measurement: Sendable {
    package let servesItself: Bool
    /// The longest sleep, without waits for child processes, which have a longer limit.
    package let longest: Duration
    /// The longest sleep that no correct module has.
    package let tooLong: Stall?
    package let stalls: Int
    /// The most time asleep in one recording, including sleeps that are too short to count one by one.
    package let asleep: Duration
    /// The longest wait for a lock that the work of other threads excuses.
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

  /// The request that keeps the module busy when the failure is reproduced by hand.
  let request: ProbeRequest

  package static let name = "loop"
  package static let summary =
    "Watches the event loop's thread while other checks send requests: does it ever sleep "
    + "anywhere but in its own wait for events?"
  package static let parameters: [Parameter] = [
    Parameter("get", "a path; `/ping` by default", "A route to keep the module busy with when looking by hand.")
  ]

  package init(_ fields: inout ManifestFields) throws {
    request = ProbeRequest("GET", try fields.text("get", default: ProbeRequest.ping.target))
  }

  /// A thread that waits for a lock in a correct module sleeps for up to 2 ms. One that starts a child process waits
  /// until that runs, which took 16 ms with four busy processes per core. Blocks of 50 ms are always seen.
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
      longest: stalls.filter { $0.call?.isProcessWait != true }.map(\.duration).max() ?? .zero,
      tooLong: tooLong.max { $0.duration < $1.duration },
      stalls: tooLong.count,
      asleep: recordings.map(\.asleep).max() ?? .zero,
      excused: recordings.map(\.excused).max() ?? .zero,
      samples: recordings.map(\.samples).reduce(0, +),
      longestGap: recordings.map(\.longestGap).max() ?? .zero,
      pings: recordings.map(\.beats.count).reduce(0, +))
  }
}
