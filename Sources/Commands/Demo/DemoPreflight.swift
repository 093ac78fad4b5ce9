internal import Base
internal import Demo
internal import Presentation
internal import Report

/// Runs a demo's race once before the class is there, and says whether it shows what it is for.
struct DemoPreflight {
  private let stage: DemoStage

  init(_ stage: DemoStage) {
    self.stage = stage
  }

  func run(_ context: CommandContext) async throws {
    var session = try stage.demo.session()
    let began = ContinuousClock.now
    try await stage.run(in: &session) { event in
      if case .raceIsPreparing(let sentence) = event { context.console.progress(sentence) }
    }
    context.console.progress(nil)
    let state = session.state
    for (name, picture) in zip(state.names, state.pictures) where !state.isEarlierRun {
      for figure in picture?.figures ?? [] {
        context.console.print("\(name): \(figure.label) \(figure.words)")
      }
    }
    try DemoFailure.check(state)
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    context.console.say("This machine can show it: the race took \((seconds * 10).rounded() / 10) s.")
  }
}
