internal import Glibc

/// The clock of one observation, in milliseconds since it began.
package struct TraceClock: Sendable {
  private let start: ContinuousClock.Instant
  /// The same moment in nanoseconds of CLOCK_BOOTTIME, which hooks in other processes read, and which on Linux is
  /// the clock behind `ContinuousClock`.
  private let boot: Int64

  package init() {
    self.init((0..<20).map { _ in Reading() })
  }

  /// This thread may lose its processor between two readings: then one clock would seem to be late by that. So of several
  /// readings, the shortest one counts.
  package init(_ readings: [Reading]) {
    let best = readings.min { $0.length < $1.length } ?? Reading()
    start = best.instant
    boot = best.boot
  }

  /// Both clocks, read one after the other.
  package struct Reading: Sendable {
    let instant: ContinuousClock.Instant
    let boot: Int64
    /// How long it took.
    let length: Duration

    /// `pause` is called between the two.
    package init(pause: () -> Void = {}) {
      var now = timespec()
      instant = .now
      pause()
      clock_gettime(CLOCK_BOOTTIME, &now)
      length = .now - instant
      boot = Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }
  }

  package func milliseconds(_ instant: ContinuousClock.Instant) -> Double {
    Self.rounded((instant - start) / .milliseconds(1))
  }

  package func milliseconds(boot nanoseconds: Double) -> Double {
    Self.rounded((nanoseconds - Double(boot)) / 1_000_000)
  }

  /// To a hundredth, which is finer than any instrument.
  private static func rounded(_ milliseconds: Double) -> Double { (milliseconds * 100).rounded() / 100 }
}
