import Foundation
import LessonProof
import Report
import Synchronization
import Testing

struct LessonCheckTests {
  /// What was judged, and how much of it at once.
  private final class Log: Sendable {
    struct State {
      var running = 0
      var mostAtOnce = 0
      var seeds: [UInt64] = []
    }

    let state = Mutex(State())

    func begin() {
      state.withLock { state in
        state.running += 1
        state.mostAtOnce = max(state.mostAtOnce, state.running)
      }
    }

    func end() {
      state.withLock { $0.running -= 1 }
    }
  }

  private let check: TemporaryCheck
  private let log = Log()

  init() throws {
    check = try TemporaryCheck()
  }

  /// `verdict` tells what comes of the run of this seed, given how often the seed was judged before.
  private func run(
    times: Int = 1, jobs: Int, takingOver: Bool = false,
    events: @escaping @Sendable (LessonCheck.Event) -> Void = { _ in },
    verdict: @escaping @Sendable (LessonCheck.Subject, Int) -> Verdict
  ) async throws -> [ModuleOutcome] {
    try await LessonCheck(
      check.subjects(), times: times, jobs: jobs, journal: check.journal(),
      judge: { [log] subject, seeds, judged in
        log.begin()
        defer { log.end() }
        for seed in seeds {
          let before = log.state.withLock { state in
            defer { state.seeds.append(seed) }
            return state.seeds.count { $0 == seed }
          }
          // The others get a turn.
          await Task.yield()
          try await judged(TemporaryCheck.report(seed, verdict(subject, before)))
        }
      }, events: events
    ).run(takingOver: takingOver)
  }

  private var judged: [UInt64] { log.state.withLock(\.seeds) }

  @Test("Each module is judged as often as was asked for, whatever runs at once", arguments: [1, 2, 5])
  func judges(jobs: Int) async throws {
    let outcomes = try await run(times: 3, jobs: jobs) { _, _ in .fail }
    #expect(outcomes.map(\.module.name) == ["broken", "d"])
    #expect(outcomes.map(\.runs.count) == [3, 3])
    #expect(outcomes.verdict == .pass)
    #expect(log.state.withLock(\.mostAtOnce) <= jobs)
    #expect(try check.lines().count == 6)
  }

  @Test("What said nothing beside others is judged once more, alone, with the same seed")
  func judgesAgainAlone() async throws {
    let putOff = Mutex<[String]>([])
    let outcomes = try await run(times: 2, jobs: 2) { event in
      if case .putOff(let subject) = event { putOff.withLock { $0.append(subject.module.name) } }
    } verdict: { subject, before in
      subject.module.name == "d" && before == 0 ? .inconclusive : .fail
    }
    #expect(putOff.withLock { $0 } == ["d", "d"])
    #expect(outcomes.verdict == .pass)
    #expect(outcomes[1].runs.count == 2)
    // Those again came last.
    #expect(judged.count == 6)
    #expect(Set(judged.suffix(2)) == Set(outcomes[1].runs.map(\.seed)))
  }

  @Test("What says nothing alone too stays so, and is not kept")
  func givesUp() async throws {
    let outcomes = try await run(jobs: 2) { subject, _ in subject.module.name == "d" ? .inconclusive : .fail }
    #expect(outcomes.verdict == .inconclusive)
    #expect(outcomes.map(\.inconclusive) == [0, 1])
    #expect(judged.count == 3)
    #expect(try check.lines().count == 1)
    // To go on with it is to ask again.
    let resumed = try await run(jobs: 2, takingOver: true) { _, _ in .fail }
    #expect(resumed.verdict == .pass)
    #expect(judged.count == 4)
  }

  @Test("One after another, each is alone at once")
  func isAloneAnyway() async throws {
    let outcomes = try await run(jobs: 1) { _, _ in .inconclusive }
    #expect(outcomes.verdict == .inconclusive)
    #expect(judged.count == 2)
  }

  @Test("A wrong verdict is never tried again", arguments: [1, 2])
  func countsWrong(jobs: Int) async throws {
    let outcomes = try await run(jobs: jobs) { _, before in before == 0 ? .pass : .fail }
    #expect(outcomes.verdict == .fail)
    #expect(outcomes.map(\.wrong.count) == [1, 1])
    #expect(judged.count == 2)
  }

  @Test("More runs can be asked for later, and fewer")
  func goesOn() async throws {
    _ = try await run(times: 2, jobs: 2) { _, _ in .fail }
    let first = judged
    let more = try await run(times: 3, jobs: 2, takingOver: true) { _, _ in .fail }
    #expect(more.map(\.runs.count) == [3, 3])
    #expect(judged.count == 6)
    let fewer = try await run(times: 1, jobs: 2, takingOver: true) { _, _ in .pass }
    #expect(fewer.map(\.runs.count) == [1, 1])
    #expect(fewer.allSatisfy { first.contains($0.runs[0].seed) })
    #expect(judged.count == 6)
  }

  @Test("An error ends the check, and what was finished stays")
  func fails() async throws {
    struct Broken: Error {}
    let subjects = try check.subjects()
    let lessons = try LessonCheck(
      subjects, times: 1, jobs: 1, journal: check.journal(),
      judge: { subject, seeds, judged in
        guard subject.module.name == "broken" else { throw Broken() }
        try await judged(TemporaryCheck.report(seeds[0], .fail))
      }, events: { _ in })
    await #expect(throws: Broken.self) { try await lessons.run(takingOver: false) }
    #expect(try check.lines().count == 1)
  }
}
