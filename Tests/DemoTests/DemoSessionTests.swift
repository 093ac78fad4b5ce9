import Base
import Demo
import Foundation
import Report
import Testing
import Tracks

@Suite("A demo's session", .timeLimit(.minutes(10)))
struct DemoSessionTests {
  private static let fix = [DemoState.CodeLine(number: 1, "await", .added)]

  private var session: DemoSession {
    DemoSession(
      DemoState(
        lesson: "01-sample", title: "t", track: TrackLayout.swift.track, names: ["broken", "fixed"], question: "q",
        choices: ["a", "b"], caption: "c", code: []),
      DemoSession.Secrets(answer: 1, reveal: "because", fix: Self.fix, rule: "rule"))
  }

  private static func picture(_ value: Double, isBad: Bool) -> RacePicture {
    RacePicture(.bars([Bar("x", value, unit: "ms")]), figures: [RaceFigure("slowest", value, isBad: isBad)])
  }

  private static func result(_ bad: [Bool] = [true, false], isLate: Bool = false) -> RaceResult {
    RaceResult(
      lesson: "01-sample", track: TrackLayout.swift.track, pictures: bad.map { picture(1, isBad: $0) },
      lateness: isLate ? 300 : 1, limit: 250, tolerance: 75, at: Date(timeIntervalSince1970: 0))
  }

  /// At this step, with the race run.
  private func at(_ step: DemoState.Step) -> DemoSession {
    var session = session
    while session.state.step != step {
      if session.state.step == .race { _ = session.handle(.raceEnded(Self.result())) }
      _ = session.handle(.next)
    }
    return session
  }

  @Test("It goes through every step, and leaves after the last one")
  func goesOn() {
    var session = session
    var steps = [session.state.step]
    while true {
      if session.state.step == .race { _ = session.handle(.raceEnded(Self.result())) }
      if session.handle(.next) == [.leave] { break }
      steps.append(session.state.step)
    }
    #expect(steps == DemoState.Step.allCases)
  }

  @Test("The answer, the reason, the fix and the rule are not in the state before their step")
  func keepsSecrets() {
    var session = at(.race)
    #expect(session.state.answer == nil && session.state.reveal == nil)
    _ = session.handle(.raceEnded(Self.result()))
    _ = session.handle(.next)
    #expect(session.state.answer == 1 && session.state.reveal == "because")
    #expect(session.state.fix == nil && session.state.rule == nil)
    _ = session.handle(.next)
    #expect(session.state.fix == Self.fix && session.state.rule == nil)
    _ = session.handle(.next)
    #expect(session.state.rule == "rule")
  }

  @Test("The race begins with its step, and is seen to its end")
  func races() {
    var session = at(.question)
    #expect(session.handle(.next) == [.startRace, .show])
    #expect(session.handle(.next) == [])
    #expect(session.handle(.raceBegan) == [.show])
    #expect(session.state.race == .running)
    #expect(session.handle(.picture(0, Self.picture(2, isBad: true))) == [.show])
    #expect(session.handle(.next) == [])
    _ = session.handle(.raceEnded(Self.result()))
    #expect(session.handle(.next) == [.show])
    #expect(session.state.step == .reveal)
  }

  @Test("Going back ends a race that runs, and keeps the numbers of one that has ended")
  func goesBack() {
    var running = at(.race)
    #expect(running.handle(.back) == [.cancelRace, .show])
    #expect(running.state.step == .question)
    var ended = at(.reveal)
    #expect(ended.handle(.back) == [.show])
    #expect(ended.state.step == .race && ended.state.race == .finished)
    #expect(ended.state.pictures[0] == Self.picture(1, isBad: true))
    var first = session
    #expect(first.handle(.back) == [])
  }

  @Test("The race runs again on request, also from the reveal, and forgets the numbers of before")
  func repeats() {
    var session = at(.reveal)
    #expect(session.handle(.again) == [.startRace, .show])
    #expect(session.state.step == .race && session.state.pictures == [nil, nil] && session.state.result == nil)
    #expect(session.handle(.again) == [.cancelRace, .startRace, .show])
  }

  @Test("A race that failed shows why, and an earlier one as such if there is one")
  func fails() {
    var session = at(.race)
    #expect(session.handle(.raceFailed("no compiler", earlier: nil)) == [.show])
    #expect(session.state.race == .failed && session.state.message == "no compiler" && !session.state.isEarlierRun)
    _ = session.handle(.again)
    _ = session.handle(.raceFailed("busy", earlier: Self.result()))
    #expect(session.state.isEarlierRun && session.state.result == Self.result())
    // The demo goes on.
    _ = session.handle(.next)
    #expect(session.state.step == .reveal)
  }

  @Test("Votes count once for each viewer, and no more once the answer is there")
  func votes() {
    var session = at(.question)
    #expect(session.handle(.vote(choice: 0, before: nil)) == [.show])
    _ = session.handle(.vote(choice: 1, before: nil))
    _ = session.handle(.vote(choice: 1, before: 0))
    #expect(session.state.votes == [0, 2])
    #expect(session.handle(.vote(choice: 7, before: nil)) == [])
    var late = at(.reveal)
    #expect(late.handle(.vote(choice: 0, before: nil)) == [])
    #expect(late.state.votes == [0, 0])
  }

  @Test(
    "A race shows the pitfall when the first server has it and the second one has not",
    arguments: [
      ([true, false], false, RaceResult.Outcome.shown), ([true, true], false, .notFixed),
      ([false, false], false, .notShown), ([false, true], false, .notShown), ([true, false], true, .inconclusive),
    ])
  func judges(bad: [Bool], isLate: Bool, outcome: RaceResult.Outcome) {
    #expect(Self.result(bad, isLate: isLate).outcome == outcome)
  }

  @Test("A state is the same after it was written as JSON and read again")
  func roundTrips() throws {
    let state = at(.rule).state
    #expect(try JSONDecoder().decode(DemoState.self, from: JSONEncoder().encode(state)) == state)
  }

  @Test("A race that says nothing is replaced by the last good one; without one, it is shown as it is")
  func isTooBusy() {
    let (busy, good) = (Self.result(isLate: true), Self.result())
    #expect(DemoSession.end(of: busy, earlier: nil) == .raceEnded(busy))
    #expect(DemoSession.end(of: good, earlier: Self.result([false, false])) == .raceEnded(good))
    var session = at(.race)
    _ = session.handle(DemoSession.end(of: busy, earlier: good))
    #expect(session.state.isEarlierRun && session.state.result == good && session.state.race == .failed)
    #expect(session.state.message.contains("too busy"))
    // The demo goes on.
    #expect(session.handle(.next) == [.show] && session.state.step == .reveal)
  }

  @Test("The summary has every step revealed, whichever step it is made at")
  func summary() {
    let result = Self.result()
    let summary = session.summary(of: result)
    #expect(summary.answer == 1 && summary.reveal == "because" && summary.fix == Self.fix && summary.rule == "rule")
    #expect(summary.pictures == result.pictures && summary.result == result && summary.race == .finished)
    #expect(session.state.answer == nil)
  }

  @Test(
    "A machine that is a little late explains a good server that looks bad, and no more",
    arguments: [
      (74.0, [true, false], RaceResult.Outcome.shown), (74, [true, true], .notFixed), (74, [false, false], .notShown),
      (76, [true, false], .shown), (76, [true, true], .inconclusive), (76, [false, false], .inconclusive),
      (251, [true, false], .inconclusive),
    ])
  func lateness(milliseconds: Double, bad: [Bool], outcome: RaceResult.Outcome) {
    let result = RaceResult(
      lesson: "01-sample", track: TrackLayout.swift.track, pictures: bad.map { Self.picture(1, isBad: $0) },
      lateness: milliseconds, limit: 250, tolerance: 75, at: Date(timeIntervalSince1970: 0))
    #expect(result.outcome == outcome)
  }
}
