internal import Base
internal import Foundation
internal import Grading
internal import Presentation
internal import Report

/// Says how far grading is: a bar on a terminal, a line for each submission elsewhere.
final class GradeWatcher: Sendable {
  private let context: CommandContext
  private let began = ContinuousClock.now
  private let state = Locked((progress: WorkProgress("submissions", total: 0), total: 0))

  init(_ context: CommandContext) {
    self.context = context
  }

  func notice(_ event: GradingRun.Event) {
    switch event {
    case .preparing(let sentence): context.console.progress(sentence)
    case .began(let total, let kept):
      state.withLock { state in
        state = (WorkProgress("results", total: total), total)
        (state.progress.doneBefore, state.progress.done) = (kept, kept)
      }
      if kept > 0 { context.console.note("\(kept) of \(total) results are there already.") }
      show("")
    case .putOff(let work): show(": \(work.submission) \(work.lesson.id) will be judged again, alone")
    case .finished(let result):
      state.withLock { $0.progress.done += 1 }
      show(": \(result.submission) \(result.lesson) \(result.track.rawValue) \(result.outcome.rawValue)")
    }
  }

  /// For a run that does not come to its end.
  func sayWhatIsKept() {
    let (progress, total) = state.withLock { $0 }
    guard progress.done > 0 else { return }
    context.console.note("\(progress.done) of \(total) results are kept; the same command goes on from there.")
  }

  private func show(_ subject: String) {
    let (progress, style) = (state.withLock(\.progress), context.style)
    let elapsed = ContinuousClock.now - began
    let isDrawn = !context.isAtPrompt && !style.isPlain && isatty(STDERR_FILENO) == 1
    context.console.progress(isDrawn ? progress.bar(after: elapsed, style) : progress.text(after: elapsed) + subject)
  }
}
