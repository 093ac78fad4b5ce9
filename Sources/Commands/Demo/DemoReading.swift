internal import Base
internal import Demo
internal import Foundation
internal import Presentation
internal import Report

/// A demo as text, one step after the other, where no screen can be drawn.
struct DemoReading: Sendable {
  private let stage: DemoStage
  private let pauses: DemoPauses?

  /// `pauses` is nil for no pauses at all.
  init(_ stage: DemoStage, _ pauses: DemoPauses?) {
    self.stage = stage
    self.pauses = pauses
  }

  func run(_ context: CommandContext) async throws {
    var session = try stage.demo.session()
    let console = context.console
    stage.warmUp()
    console.print("\(session.state.lesson), \(session.state.track.rawValue): \(session.state.title)")
    var step: DemoState.Step?
    while true {
      if session.state.step == .race { try await race(&session, console) }
      if session.state.step != step {
        console.print("\n" + DemoView(console.style).text(session.state))
        step = session.state.step
      }
      if let pauses, let step { try await Task.sleep(for: pauses.pause(at: step)) }
      if session.handle(.next).contains(.leave) { break }
    }
    try DemoFailure.check(session.state)
  }

  private func race(_ session: inout DemoSession, _ console: any Console) async throws {
    try await stage.run(in: &session) { event in
      switch event {
      case .raceIsPreparing(let sentence): console.progress(sentence)
      case .raceBegan: console.progress("both servers run")
      default: break
      }
    }
    console.progress(nil)
  }
}

/// What a demo's race ended with, as an exit code.
enum DemoFailure {
  static func check(_ state: DemoState) throws {
    if state.race == .failed { throw DemoNotShown(description: state.message, exitCode: state.isEarlierRun ? 75 : 1) }
    switch state.result?.outcome {
    case .shown, nil: return
    case .notFixed, .notShown:
      throw DemoNotShown(description: "The race did not show what the demo is for.", exitCode: 1)
    case .inconclusive:
      throw DemoNotShown(description: "This machine was too busy for the race to mean anything.", exitCode: 75)
    }
  }
}

struct DemoNotShown: ToldError {
  let description: String
  let exitCode: Int32
}
