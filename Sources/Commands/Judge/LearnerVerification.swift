package import Base
package import Learner
package import Lessons
internal import ModuleRuntime
package import Report

private import struct Foundation.Date

/// Judges a module for a learner and records their progress; every face uses it, and it prints nothing.
package struct LearnerVerification: Sendable {
  /// How a module becomes a report; a parameter, so that tests need no module that runs.
  package typealias Judge =
    @Sendable (
      _ module: ChosenModule, _ only: String?, _ seed: UInt64, _ events: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> Report

  package struct Judged: Sendable {
    package let report: Report
    /// The report of the lesson's broken module; nil for a module that is not the learner's own, and when there is none.
    package let before: Report?
    /// The learner's progress in this lesson and track, if the run counts as an attempt: all checks of their own module.
    package let recorded: Progress.Entry?
  }

  private let course: Course
  private let judge: Judge

  package init(_ course: Course, judge: @escaping Judge) {
    self.course = course
    self.judge = judge
  }

  /// Judges all checks, or one of them; with random values of their own unless a seed is given.
  package func judge(
    _ module: ChosenModule, only check: String? = nil, seed: UInt64? = nil,
    events: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) async throws -> Judged {
    let seed = seed ?? Seed.random()
    guard module.isOwn else {
      return Judged(report: try await judge(module, check, seed, events), before: nil, recorded: nil)
    }
    let before = try damageFile(module).read()
    let fingerprint = try course.workspace.fingerprint(module.lesson, module.track)
    let report = try await judge(module, check, seed, events)
    let recorded = check == nil ? try await record(report, of: module, fingerprint) : nil
    return Judged(report: report, before: before, recorded: recorded)
  }

  /// Judges the lesson's broken module, and keeps the report so that `judge` can return it as `before`.
  package func measureDamage(
    _ lesson: Lesson, _ track: Track, events: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) async throws -> Report {
    let source = try ModuleSource(lesson.brokenModule(track), layout: lesson.layout(track))
    let broken = ChosenModule(lesson: lesson, source: source)
    let report = try await judge(broken, events: events).report
    try damageFile(broken).write(report)
    return report
  }

  private func damageFile(_ module: ChosenModule) -> DamageFile {
    DamageFile(course.workspace.damageFile(module.lesson, module.track))
  }

  /// A module that was changed while it was judged counts as an attempt, but has not passed as it stands now.
  private func record(
    _ report: Report, of module: ChosenModule, _ fingerprint: String
  ) async throws -> Progress.Entry {
    // One that cannot be read any more was changed, too; its report must not be lost for that.
    let isUnchanged = (try? course.workspace.fingerprint(module.lesson, module.track)) == fingerprint
    let pass = Progress.Pass(
      date: .now, fingerprint: fingerprint, seed: report.seed, points: report.score.points, of: report.score.of)
    let progress = try await course.progress.update { progress in
      progress.record(
        lesson: module.lesson.id, track: module.track, points: report.score.points, of: report.score.of,
        pass: report.verdict == .pass && isUnchanged ? pass : nil)
    }
    return progress[module.lesson.id, module.track]
  }
}
