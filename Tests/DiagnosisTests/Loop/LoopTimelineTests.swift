import Diagnosis
import ModuleRuntime
import Report
import Testing

@Suite("The timeline of an event loop's thread", .timeLimit(.minutes(10)))
struct LoopTimelineTests {
  @Test("A loop that waits for events is free, whatever else it could wait for is sleep")
  func tellsSleepFromWaiting() {
    let timeline = LoopTimeline(
      samples([(0, .inside(.epoll, argument: 5)), (2, .inside(.epoll, argument: 5)), (4, .inside(.sleep, argument: 0))]
      ),
      events: 5)
    #expect(timeline.periods.map(\.state) == [.waitsForEvents, .asleep])
    #expect(timeline.periods.map(\.call?.isEventWait) == [true, false])
  }

  @Test("Another event loop inside of this one is sleep, too")
  func tellsEventLoopsApart() {
    let timeline = LoopTimeline(
      samples([(0, .inside(.epoll, argument: 9)), (2, .inside(.epoll, argument: 9))]), events: 5)
    #expect(timeline.periods.map(\.state) == [.asleep])
  }

  @Test("A sleep that a debugger interrupted goes on in the same call")
  func continuesSleep() {
    let timeline = LoopTimeline(
      samples([
        (0, .inside(.sleep, argument: 0)), (2, .inside(.sleep, argument: 0)), (4, nil),
        (6, .inside(.restart, argument: 0)), (8, .inside(.restart, argument: 0)),
      ]), events: 5)
    #expect(timeline.times == [LoopTrace.Time(.asleep, call: SystemCall.sleep.name, milliseconds: 8)])
  }

  @Test("Time on a CPU and time without one are told apart")
  func tellsStarvation() {
    let start = ContinuousClock.now
    let samples = [(0, 0, 0), (10, 9, 0), (20, 9, 10)].map { moment, used, awaited in
      ThreadSample(
        taken: start + .milliseconds(moment), isAsleep: false, call: .none, slices: 1,
        processorTime: ProcessorTime(used: .milliseconds(used), awaited: .milliseconds(awaited)))
    }
    #expect(LoopTimeline(samples, events: 5).periods.map(\.state) == [.runs, .waitsForProcessor])
  }

  @Test("Where the kernel reveals no system calls, a thread that sleeps while a ping waits is blocked")
  func fallsBackOnPings() {
    let samples = samples([(0, .unreadable), (2, .unreadable), (4, .unreadable), (6, .unreadable)])
    let pings = [samples[1].taken...samples[2].taken]
    let states = LoopTimeline(samples, events: nil, pings: pings).periods.map(\.state)
    #expect(states == [.waitsForEvents, .asleep, .waitsForEvents])
  }

  /// A nil call is that of a thread that is neither asleep nor running.
  private func samples(_ calls: [(milliseconds: Int, call: ThreadSample.Call?)]) -> [ThreadSample] {
    let start = ContinuousClock.now
    return calls.map { moment, call in
      ThreadSample(taken: start + .milliseconds(moment), isAsleep: call != nil, call: call ?? .none, slices: 1)
    }
  }
}

extension SystemCall {
  #if arch(x86_64)
    static let epoll = SystemCall(number: 232)
    static let sleep = SystemCall(number: 230)
    static let futex = SystemCall(number: 202)
    static let restart = SystemCall(number: 219)
  #else
    static let epoll = SystemCall(number: 22)
    static let sleep = SystemCall(number: 115)
    static let futex = SystemCall(number: 98)
    static let restart = SystemCall(number: 128)
  #endif
}
