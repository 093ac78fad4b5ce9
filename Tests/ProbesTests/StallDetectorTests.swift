import ModuleRuntime
import Probes
import Testing

/// Series of looks at a thread, one each 3 ms, and what they come to.
struct StallDetectorTests {
  private static let start = ContinuousClock.now
  private static let clockNanosleep = SystemCall(number: systemCall("clock_nanosleep"))
  private static let receive = SystemCall(number: systemCall("recvfrom"))
  private static let futex = SystemCall(number: systemCall("futex"))
  private static let events = SystemCall(number: systemCall("epoll_pwait"))

  /// By name, for the numbers differ between processors.
  private static func systemCall(_ name: String) -> Int {
    (0..<500).first { SystemCall(number: $0).name == name } ?? -1
  }

  private func milliseconds(_ count: Int) -> ContinuousClock.Instant { Self.start + .milliseconds(count) }

  private func sample(
    _ at: Int, _ call: ThreadSample.Call, asleep: Bool = true, slices: Int64 = 1
  ) -> ThreadSample {
    ThreadSample(taken: milliseconds(at), isAsleep: asleep, call: call, slices: slices)
  }

  private func stalls(
    _ samples: [ThreadSample], ping: (Int) -> Int? = { _ in 0 }, othersWork: Bool = false
  ) -> [Stall] {
    var detector = StallDetector()
    for (index, sample) in samples.enumerated() {
      detector.add(sample, ping: ping(index).map(milliseconds)) { othersWork }
    }
    return detector.stalls.filter { $0.duration > .zero }
  }

  private func series(_ call: SystemCall, slices: (Int) -> Int64 = { _ in 1 }) -> [ThreadSample] {
    (0..<10).map { sample($0 * 3, .inside(call), slices: slices($0)) }
  }

  @Test(
    "A thread that sleeps in one call while a ping waits is stalled for all of that time",
    arguments: [clockNanosleep, receive, futex])
  func findsOne(call: SystemCall) {
    #expect(stalls(series(call)) == [Stall(call: call, began: Self.start, duration: .milliseconds(27))])
  }

  @Test("It may wake in between for less than a turn of the loop, as a slice of many sleeps does")
  func joinsSlices() {
    #expect(stalls(series(Self.clockNanosleep) { Int64($0) }).map(\.duration) == [.milliseconds(27)])
  }

  @Test("Waiting for events is no stall")
  func leavesEventsOut() {
    #expect(stalls(series(Self.events)).isEmpty)
  }

  @Test("Without a waiting ping there is no stall")
  func needsAPing() {
    #expect(stalls(series(Self.receive)) { _ in nil }.isEmpty)
  }

  @Test("A ping that was answered ends the stretch")
  func endsWithAnAnswer() {
    #expect(stalls(series(Self.receive)) { $0 < 5 ? 0 : 15 }.map(\.duration) == [.milliseconds(12), .milliseconds(12)])
  }

  @Test("A running thread ends the stretch")
  func endsWithWork() {
    var samples = series(Self.receive)
    samples[5] = sample(15, .none, asleep: false)
    #expect(stalls(samples).map(\.duration) == [.milliseconds(12), .milliseconds(9)])
  }

  @Test("A wait for a lock whose holder works is no stall")
  func excusesLocks() {
    #expect(stalls(series(Self.futex), othersWork: true).isEmpty)
  }

  @Test("A wait for a lock that ends and begins anew, as Python's global one does, is no stretch")
  func splitsLocks() {
    #expect(stalls(series(Self.futex) { Int64($0) }).isEmpty)
  }

  @Test("Work of other threads excuses no wait for data")
  func excusesNothingElse() {
    #expect(stalls(series(Self.receive), othersWork: true).count == 1)
  }

  @Test("Two looks far apart are one stretch only when the thread did not run in between")
  func mindsGaps() {
    let apart = [0, 40].map { sample($0, .inside(Self.receive), slices: Int64($0)) }
    #expect(stalls(apart).isEmpty)
    let still = [0, 40].map { sample($0, .inside(Self.receive)) }
    #expect(stalls(still).map(\.duration) == [.milliseconds(40)])
  }

  @Test("Where the call may not be read, a sleeping thread that does not run while others idle is stalled")
  func managesWithoutCalls() {
    let samples = (0..<10).map { sample($0 * 3, .unreadable) }
    #expect(stalls(samples) == [Stall(call: nil, began: Self.start, duration: .milliseconds(27))])
    #expect(stalls(samples, othersWork: true).isEmpty)
  }
}
