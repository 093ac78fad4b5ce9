package import Report

/// Decides what a demo shows next. A pure state machine, without input, output or a clock.
package struct DemoSession: Sendable {
  package enum Event: Sendable, Equatable {
    case next
    case back
    /// The race once more, or this step from its beginning.
    case again
    case quit
    case vote(choice: Int, before: Int?)
    case raceIsPreparing(String)
    case raceBegan
    case picture(Int, RacePicture)
    case raceEnded(RaceResult)
    /// With the last good result, if there is one.
    case raceFailed(String, earlier: RaceResult?)
  }

  /// What the end of a race means. With an earlier good race, a demo goes on where this machine was too busy for this one.
  package static func end(of race: RaceResult, earlier: RaceResult?) -> Event {
    guard race.outcome == .inconclusive, let earlier else { return .raceEnded(race) }
    return .raceFailed(race.outcome.remark(lateness: race.lateness) ?? "", earlier: earlier)
  }

  package enum Action: Sendable, Equatable {
    case show
    case startRace
    case cancelRace
    case leave
  }

  /// What is revealed in its turn.
  package struct Secrets: Sendable {
    let answer: Int
    let reveal: String
    let fix: [DemoState.CodeLine]
    let rule: String

    package init(answer: Int, reveal: String, fix: [DemoState.CodeLine], rule: String) {
      self.answer = answer
      self.reveal = reveal
      self.fix = fix
      self.rule = rule
    }
  }

  package private(set) var state: DemoState
  private let secrets: Secrets

  package init(_ state: DemoState, _ secrets: Secrets) {
    self.state = state
    self.secrets = secrets
  }

  /// All steps revealed, with the numbers of `result`.
  package func summary(of result: RaceResult) -> DemoState {
    var summary = state
    summary.step = .rule
    summary.answer = secrets.answer
    summary.reveal = secrets.reveal
    summary.fix = secrets.fix
    summary.rule = secrets.rule
    summary.race = .finished
    summary.result = result
    summary.pictures = result.pictures
    return summary
  }

  package mutating func handle(_ event: Event) -> [Action] {
    switch event {
    case .next: next()
    case .back: back()
    case .again: again()
    case .quit: [.leave]
    case .vote(let choice, let before): vote(choice, before)
    case .raceIsPreparing(let sentence): change { $0.message = sentence }
    case .raceBegan:
      change {
        $0.race = .running
        $0.message = ""
      }
    case .picture(let index, let picture): change { $0.pictures[index] = picture }
    case .raceEnded(let result):
      change {
        $0.race = .finished
        $0.result = result
        $0.pictures = result.pictures
      }
    case .raceFailed(let reason, let earlier):
      change {
        $0.race = .failed
        $0.message = reason
        guard let earlier else { return }
        $0.pictures = earlier.pictures
        $0.result = earlier
        $0.isEarlierRun = true
      }
    }
  }

  private mutating func change(_ change: (inout DemoState) -> Void) -> [Action] {
    let before = state
    change(&state)
    return state == before ? [] : [.show]
  }

  /// A race that has begun is seen to its end.
  private mutating func next() -> [Action] {
    if state.step == .race, state.race == .preparing || state.race == .running { return [] }
    let steps = DemoState.Step.allCases
    guard let index = steps.firstIndex(of: state.step), index + 1 < steps.count else { return [.leave] }
    return enter(steps[index + 1])
  }

  private mutating func back() -> [Action] {
    let steps = DemoState.Step.allCases
    guard let index = steps.firstIndex(of: state.step), index > 0 else { return [] }
    let wasRacing = state.step == .race && state.race != .finished && state.race != .failed
    return (wasRacing ? [.cancelRace] : []) + enter(steps[index - 1], isBack: true)
  }

  private mutating func again() -> [Action] {
    guard state.step == .race || state.step == .reveal else { return [.show] }
    let wasRacing = state.race == .preparing || state.race == .running
    return (wasRacing ? [.cancelRace] : []) + startRace()
  }

  private mutating func enter(_ step: DemoState.Step, isBack: Bool = false) -> [Action] {
    state.step = step
    switch step {
    case .code, .question: return [.show]
    // What was measured is still there for whoever goes back to it.
    case .race: return isBack || state.race == .finished ? [.show] : startRace()
    case .reveal:
      state.answer = secrets.answer
      state.reveal = secrets.reveal
      return [.show]
    case .fix: state.fix = secrets.fix
    case .rule: state.rule = secrets.rule
    }
    return [.show]
  }

  private mutating func startRace() -> [Action] {
    state.step = .race
    state.race = .preparing
    state.message = ""
    state.pictures = [nil, nil]
    state.result = nil
    state.isEarlierRun = false
    return [.startRace, .show]
  }

  /// Votes count until the answer is there.
  private mutating func vote(_ choice: Int, _ before: Int?) -> [Action] {
    guard state.answer == nil, state.votes.indices.contains(choice) else { return [] }
    return change { state in
      if let before, state.votes.indices.contains(before) { state.votes[before] -= 1 }
      state.votes[choice] += 1
    }
  }
}
