internal import Base
internal import Foundation
internal import LessonProof
internal import Presentation
internal import Report

/// Says how far a check of lessons is, and at once what is wrong.
final class LessonCheckWatcher: Sendable {
  private struct State {
    var progress: WorkProgress
    /// Finished, and not inconclusive.
    var kept = 0
  }

  private let context: CommandContext
  private let total: Int
  private let began = ContinuousClock.now
  private let state: Locked<State>

  init(_ context: CommandContext, total: Int) {
    self.context = context
    self.total = total
    state = Locked(State(progress: WorkProgress("runs", total: total)))
  }

  func notice(_ event: Proof.Event) {
    switch event {
    case .began(let takenOver):
      if let takenOver {
        state.withLock { state in
          (state.progress.doneBefore, state.progress.done, state.kept) = (takenOver, takenOver, takenOver)
        }
        context.console.note("\(takenOver) of \(total) runs are taken over.")
      }
      show("")
    case .preparing(let sentence): context.console.progress(sentence)
    case .putOff(let outcome): show(": \(Self.name(outcome)) will be judged again, alone")
    case .finished(let outcome):
      state.withLock { state in
        state.progress.done += 1
        if outcome.inconclusive == 0 { state.kept += 1 }
      }
      if !outcome.wrong.isEmpty { context.console.note(MatrixView(context.style).complaint(outcome)) }
      show(": \(Self.name(outcome))")
    }
  }

  /// For a check that does not come to its end.
  func sayWhatIsKept(resume: String) {
    let kept = state.withLock(\.kept)
    if kept > 0 { context.console.note("\(kept) of \(total) runs are kept; go on with: \(resume)") }
  }

  /// A terminal has a bar that grows; elsewhere, each line stays and says what it was about.
  private func show(_ subject: String) {
    let (progress, style) = (state.withLock(\.progress), context.style)
    let elapsed = ContinuousClock.now - began
    let isDrawn = !context.isAtPrompt && !style.isPlain && isatty(STDERR_FILENO) == 1
    context.console.progress(isDrawn ? progress.bar(after: elapsed, style) : progress.text(after: elapsed) + subject)
  }

  private static func name(_ outcome: ModuleOutcome) -> String {
    "\(outcome.lesson) \(outcome.track.rawValue) \(outcome.kind.rawValue) \(outcome.name)"
  }
}
