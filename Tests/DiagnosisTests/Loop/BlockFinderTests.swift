import Diagnosis
import ModuleRuntime
import Report
import Testing
import Tracks

@Suite("Blocks of an event loop", .timeLimit(.minutes(10)))
struct BlockFinderTests {
  private let start = ContinuousClock.now
  private static let idle = [frame("run", "uvicorn.py", 1)]
  private static let handler = idle + [frame("handler", "main.py", 22)]
  private static let helper = handler + [frame("helper", "main.py", 9), frame("get", "httpx.py", 195)]

  @Test("A sleep is found at the module's line nearest to the call, with the way there")
  func findsSleep() {
    let found = find([(0, 400, .asleep, .sleep)], [(100, Self.helper), (200, Self.helper)])
    #expect(found.count == 1)
    #expect(found.first?.stack.map(\.function) == ["handler", "helper", "get"])
    #expect(found.first?.own == 1)
    #expect(found.first?.call == .sleep)
    #expect(found.first?.total == .milliseconds(400))
  }

  @Test("The stack in the middle of a sleep says where it is, not one that was read when it began")
  func findsMiddle() {
    let found = find([(0, 400, .asleep, .sleep)], [(2, Self.handler), (200, Self.helper)])
    #expect(found.map(\.own) == [1])
  }

  @Test("Short sleeps of one line add up; one alone is nothing")
  func addsShortSleeps() {
    let sleeps = (0..<12).flatMap { number -> [Period] in
      let from = number * 10
      return [(from, from + 2, .asleep, .sleep), (from + 2, from + 10, .waitsForEvents, .epoll)]
    }
    let stacks = (0..<12).map { ($0 * 10 + 1, Self.handler) }
    #expect(find(sleeps, stacks).map(\.total) == [.milliseconds(24)])
    #expect(find(Array(sleeps.prefix(2)), stacks).isEmpty)
  }

  @Test("Each of two lines gets the time that was nearest to its stacks")
  func sharesTime() {
    let found = find([(0, 60, .asleep, .sleep), (60, 200, .asleep, .futex)], [(30, Self.handler), (130, Self.helper)])
    #expect(found.map(\.total) == [.milliseconds(140), .milliseconds(60)])
    #expect(found.map(\.own) == [1, 0])
  }

  @Test("A line that computes for long is found, one that is only short of a CPU is not")
  func findsWork() {
    #expect(find([(0, 30, .runs, nil)], [(10, Self.handler)]).map(\.isAsleep) == [false])
    #expect(find([(0, 10, .runs, nil)], [(5, Self.handler)]).isEmpty)
    #expect(find([(0, 300, .waitsForProcessor, nil)], [(100, Self.handler)]).isEmpty)
  }

  @Test("A framework that computes or waits for its own threads is no block of the module's")
  func leavesFrameworkAlone() {
    let framework = Self.idle + [Self.frame("route", "starlette.py", 80)]
    #expect(find([(0, 30, .runs, nil)], [(10, framework)]).isEmpty)
    #expect(find([(0, 30, .asleep, .futex)], [(10, framework)]).isEmpty)
  }

  @Test("A sleep for which no stack could be read is still told, without a line")
  func tellsUnplaced() {
    let found = find([(0, 400, .asleep, .sleep)], [])
    #expect(found.map(\.call) == [.sleep])
    #expect(found.first?.own == nil)
  }

  @Test("So is one whose system call the kernel does not reveal")
  func tellsUnknownCall() {
    let found = find([(0, 300, .asleep, nil)], [])
    #expect(found.map(\.isAsleep) == [true])
    #expect(found.map(\.total) == [.milliseconds(300)])
  }

  @Test("A sleep without a stack is more of the same where the same call has a line")
  func joinsUnplaced() {
    let found = find(
      [(0, 60, .asleep, .sleep), (60, 80, .waitsForEvents, .epoll), (80, 140, .asleep, .sleep)], [(30, Self.handler)])
    #expect(found.map(\.own) == [0])
  }

  private typealias Period = (from: Int, to: Int, state: TraceSpan.State, call: SystemCall?)

  private func find(_ periods: [Period], _ stacks: [(at: Int, frames: [StackFrame])]) -> [BlockFinder.Found] {
    let timeline = LoopTimeline(
      periods: periods.map {
        LoopTimeline.Period(from: moment($0.from), to: moment($0.to), state: $0.state, call: $0.call)
      })
    return BlockFinder(idle: Self.idle) { $0.file == "main.py" }.find(
      timeline, stacks.map { StackSample(began: moment($0.at), ended: moment($0.at + 1), frames: $0.frames) })
  }

  private func moment(_ milliseconds: Int) -> ContinuousClock.Instant { start + .milliseconds(milliseconds) }

  private static func frame(_ function: String, _ file: String, _ line: Int) -> StackFrame {
    StackFrame(function: function, file: file, line: line)
  }
}
