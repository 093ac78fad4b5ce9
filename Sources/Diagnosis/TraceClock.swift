internal import Glibc

/// The clock of one observation, in milliseconds since it began.
package struct TraceClock: Sendable {
  private let start: ContinuousClock.Instant
  /// The same moment in nanoseconds of CLOCK_BOOTTIME, which hooks in other processes read, and which on Linux is
  /// the clock behind `ContinuousClock`.
  private let boot: Int64

  package init() {
    var now = timespec()
    clock_gettime(CLOCK_BOOTTIME, &now)
    start = .now
    boot = Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
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
