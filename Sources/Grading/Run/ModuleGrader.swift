package import Base
internal import Files
internal import Judging
package import Lessons
package import ModuleRuntime
package import Report

/// Judges one module within a time limit, and tells faults of this machine from those of the module.
package struct ModuleGrader: Sendable {
  /// `slot` is a number from 0 that no other module has while this one is judged.
  package typealias Judge =
    @Sendable (
      _ source: ModuleSource, _ lesson: Lesson, _ seed: UInt64, _ slot: Int,
      _ events: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> Report

  package enum Ending: Sendable {
    case report(Report)
    /// The limit passed; `isExcused` when pitfall itself was late, too.
    case tooLong(isExcused: Bool)
  }

  package struct Graded: Sendable {
    package let ending: Ending
    /// What the module printed until then; nil when that is not known.
    package let printed: GradeEvidence.Output?
  }

  private let limit: Duration
  private let judge: Judge
  private let slots = SlotNumbers()

  package init(limit: Duration, judge: @escaping Judge) {
    self.limit = limit
    self.judge = judge
  }

  /// As a learner's module is judged; `isolation` says how, for each slot.
  package init(
    limit: Duration, installation: Installation, isolation: @escaping @Sendable (_ slot: Int) -> Isolation
  ) {
    self.init(limit: limit) { source, lesson, seed, slot, events in
      try await Verifier(lesson, track: source.track, installation: installation, isolation: isolation(slot))
        .verify(source, seed: seed, events: events)
    }
  }

  /// Judges a copy of the module, which it may change, in a place whose name tells it nothing. Returns or throws only when
  /// everything that it started has ended.
  package func grade(
    _ module: SubmissionModule, _ layout: TrackLayout, _ lesson: Lesson, seed: UInt64,
    preparing: @escaping @Sendable (String) -> Void
  ) async throws -> Graded {
    let scratch = try TemporaryDirectory()
    defer { withExtendedLifetime(scratch) {} }
    let folder = scratch.path + "/module"
    try module.write(to: folder)
    return try await slots.take { slot in
      try await grade(ModuleSource(folder, layout: layout), lesson, seed: seed, slot: slot, preparing: preparing)
    }
  }

  private func grade(
    _ source: ModuleSource, _ lesson: Lesson, seed: UInt64, slot: Int, preparing: @escaping @Sendable (String) -> Void
  ) async throws -> Graded {
    let pace = Pace()
    let hadLateControl = Locked(false)
    let printed = Locked(PrintedOutput())
    let report = try await withThrowingTaskGroup(of: Report?.self) { group in
      group.addTask {
        try await judge(source, lesson, seed, slot) { event in
          switch event {
          case .preparing(let sentence): preparing(sentence)
          case .judged(let outcome) where outcome.control?.isLate == true: hadLateControl.withLock { $0 = true }
          case .printed(let length, let text): printed.withLock { $0.add(length: length, text: text) }
          default: break
          }
        }
      }
      group.addTask {
        try await Task.sleep(for: limit)
        return nil
      }
      group.addTask {
        await pace.watch()
        throw CancellationError()
      }
      let first = await group.nextResult()
      group.cancelAll()
      while await group.nextResult() != nil {}
      try Task.checkCancellation()
      return try first?.get()
    }
    let isExcused = pace.wasLate || hadLateControl.withLock { $0 }
    return Graded(
      ending: report.map(Ending.report) ?? .tooLong(isExcused: isExcused), printed: printed.withLock(\.output))
  }
}
