import Diagnosis
import Glibc
import Testing

@Suite(.timeLimit(.minutes(10))) struct TraceClockTests {
  /// While the clock was made, the processor may have been with another process for 50 ms.
  private static let interrupted = [TraceClock.Reading { usleep(50_000) }, .init(), .init { usleep(50_000) }]

  @Test(
    "Moments of this process and of hooks in another one are on the same clock",
    arguments: [TraceClock(), TraceClock(interrupted)])
  func isOne(clock: TraceClock) {
    var now = timespec()
    let before = clock.milliseconds(.now)
    clock_gettime(CLOCK_BOOTTIME, &now)
    let hook = clock.milliseconds(boot: Double(now.tv_sec) * 1e9 + Double(now.tv_nsec))
    let after = clock.milliseconds(.now)
    #expect(before <= hook && hook <= after)
  }
}
