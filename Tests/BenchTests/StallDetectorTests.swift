import Bench
import ModuleRuntime
import Testing

/// Series of samples of a thread, one every 3 ms, and the stalls found in them.
@Suite(.timeLimit(.minutes(10)))
struct StallDetectorTests {
  private static let start = ContinuousClock.now
  private static let clockNanosleep = SystemCall(number: systemCall("clock_nanosleep"))
  private static let receive = SystemCall(number: systemCall("recvfrom"))
  private static let futex = SystemCall(number: systemCall("futex"))
  private static let events = SystemCall(number: systemCall("epoll_pwait"))

  /// The call's number by its name, because the numbers differ between processors.
  private static func systemCall(_ name: String) -> Int {
    (0..<500).first { SystemCall(number: $0).name == name } ?? -1
  }

  private func milliseconds(_ count: Int) -> ContinuousClock.Instant { Self.start + .milliseconds(count) }

  private func sample(
    _ at: Int, _ call: ThreadSample.Call, asleep: Bool = true, slices: Int64 = 1
  ) -> ThreadSample {
    ThreadSample(taken: milliseconds(at), isAsleep: asleep, call: call, slices: slices)
  }

  private func detector(
    _ samples: [ThreadSample], ping: (Int) -> Int? = { _ in 0 }, othersWork: Bool = false,
    othersTime: (Int) -> Int = { _ in 0 }
  ) -> StallDetector {
    var detector = StallDetector()
    for (index, sample) in samples.enumerated() {
      detector.add(sample, ping: ping(index).map(milliseconds)) { (othersWork, .milliseconds(othersTime(index))) }
    }
    return detector
  }

  private func stalls(
    _ samples: [ThreadSample], ping: (Int) -> Int? = { _ in 0 }, othersWork: Bool = false
  ) -> [Stall] {
    detector(samples, ping: ping, othersWork: othersWork).stalls.filter { $0.duration > .zero }
  }

  private func series(_ call: SystemCall, slices: (Int) -> Int64 = { _ in 1 }) -> [ThreadSample] {
    (0..<10).map { sample($0 * 3, .inside(call, argument: 5), slices: slices($0)) }
  }

  @Test(
    "A thread that sleeps in one call while a ping waits is stalled for all of that time",
    arguments: [clockNanosleep, receive, futex])
  func findsOne(call: SystemCall) {
    #expect(stalls(series(call)) == [Stall(call: call, began: Self.start, duration: .milliseconds(27))])
  }

  @Test("While a ping waits, a thread may run for less than a turn of the event loop between slices of one sleep")
  func joinsSlices() {
    #expect(stalls(series(Self.clockNanosleep) { Int64($0) }).map(\.duration) == [.milliseconds(27)])
  }

  @Test("A wait for events is not a stall")
  func leavesEventsOut() {
    #expect(stalls(series(Self.events)).isEmpty)
  }

  @Test("Without a waiting ping, only a thread that does not run at all is stalled")
  func needsAPing() {
    #expect(stalls(series(Self.receive) { Int64($0) }) { _ in nil }.isEmpty)
    #expect(stalls(series(Self.receive)) { _ in nil }.map(\.duration) == [.milliseconds(27)])
  }

  @Test("An answered ping ends the period when the thread runs in between")
  func endsWithAnAnswer() {
    let durations = stalls(series(Self.receive) { Int64($0) }) { $0 < 5 ? 0 : 15 }.map(\.duration)
    #expect(durations == [.milliseconds(12), .milliseconds(12)])
  }

  @Test("A wait for events of another set than the event loop's own is a stall")
  func knowsItsEvents() {
    let own = sample(-3, .inside(Self.events, argument: 4))
    #expect(stalls([own] + series(Self.events)).map(\.duration) == [.milliseconds(27)])
  }

  @Test("Writing output is excused, because pitfall reads it and may be late")
  func excusesPrinting() {
    let write = SystemCall(number: Self.systemCall("write"))
    let printing = (0..<10).map { sample($0 * 3, .inside(write, argument: 1)) }
    #expect(stalls(printing).isEmpty)
    #expect(stalls(series(write)).count == 1)
  }

  @Test(
    "Sleeps too short to count are added up, waits for locks and child processes are not",
    arguments: [
      ("clock_nanosleep", 27), ("futex", 0), ("wait4", 0),
    ])
  func addsUp(name: String, milliseconds: Int) {
    let call = SystemCall(number: Self.systemCall(name))
    #expect(detector(series(call) { Int64($0) }).asleep == .milliseconds(milliseconds))
  }

  @Test("A wait for a lock during which others work for 250 ms is a stall all the same")
  func limitsLocks() {
    let excused = detector(series(Self.futex), othersWork: true) { $0 * 27 }
    #expect(excused.stalls.isEmpty)
    #expect(excused.longestExcused == .milliseconds(27))
    #expect(detector(series(Self.futex), othersWork: true) { $0 * 28 }.stalls.map(\.duration) == [.milliseconds(27)])
  }

  @Test("A running thread ends the period")
  func endsWithWork() {
    var samples = series(Self.receive)
    samples[5] = sample(15, .none, asleep: false)
    #expect(stalls(samples).map(\.duration) == [.milliseconds(12), .milliseconds(9)])
  }

  @Test("A wait for a lock whose holder works is not a stall")
  func excusesLocks() {
    #expect(stalls(series(Self.futex), othersWork: true).isEmpty)
  }

  @Test("A wait for a lock that ends and begins anew, as for Python's global lock, is not one period")
  func splitsLocks() {
    #expect(stalls(series(Self.futex) { Int64($0) }).isEmpty)
  }

  @Test("A little work now and then does not excuse a long wait for a lock")
  func countsIdleLocks() {
    func stalls(_ count: Int) -> [Duration] {
      var detector = StallDetector()
      for index in 0..<count {
        let waiting = sample(index * 9, .inside(Self.futex, argument: 5))
        detector.add(waiting, ping: Self.start) { (index.isMultiple(of: 2), .milliseconds(index)) }
      }
      return detector.stalls.map(\.duration).filter { $0 > .milliseconds(15) }
    }
    #expect(stalls(11).isEmpty)
    #expect(stalls(12) == [.milliseconds(99)])
  }

  @Test("Work of other threads does not excuse a wait for data")
  func excusesNothingElse() {
    #expect(stalls(series(Self.receive), othersWork: true).count == 1)
  }

  @Test("Two samples far apart are one period only when the thread did not run in between")
  func mindsGaps() {
    let apart = [0, 40].map { sample($0, .inside(Self.receive, argument: 5), slices: Int64($0)) }
    #expect(stalls(apart).isEmpty)
    let still = [0, 40].map { sample($0, .inside(Self.receive, argument: 5)) }
    #expect(stalls(still).map(\.duration) == [.milliseconds(40)])
  }

  @Test("Where the call cannot be read, a sleeping thread that does not run while others idle is stalled")
  func managesWithoutCalls() {
    let samples = (0..<10).map { sample($0 * 3, .unreadable) }
    #expect(stalls(samples) == [Stall(call: nil, began: Self.start, duration: .milliseconds(27))])
    #expect(stalls(samples, othersWork: true).isEmpty)
  }
}
