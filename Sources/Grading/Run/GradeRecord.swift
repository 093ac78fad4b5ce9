internal import Base
internal import Foundation
internal import Judging
internal import Report

/// Turns the reports of a queue into results, and stops a run that would say nothing.
actor GradeRecord: JudgingRecord {
  typealias Key = Int

  private static let fewestRuns = 20
  /// As a share of all runs.
  private static let mostLate = 0.05
  private static let mostSameFaults = 5

  private let works: [GradeWork]
  private let settings: GradeSettings
  private let ledger: GradeLedger
  private let events: @Sendable (GradingRun.Event) -> Void
  private var begun: [GradeKey: (date: Date, instant: ContinuousClock.Instant)] = [:]
  private var printed: [GradeKey: GradeEvidence.Output] = [:]
  private var runs = 0
  private var lateRuns = 0
  /// The problem of the last results, if it was the same, and how many there were.
  private var sameFault: (problem: String, count: Int)?

  init(
    _ works: [GradeWork], _ settings: GradeSettings, _ ledger: GradeLedger,
    _ events: @escaping @Sendable (GradingRun.Event) -> Void
  ) {
    self.works = works
    self.settings = settings
    self.ledger = ledger
    self.events = events
  }

  /// Names the files of the job, which is judged from a copy with that very hash.
  nonisolated func fingerprint(_ job: JudgingJob<Int>) -> String { works[job.key].submissionHash }

  func begin(_ work: GradeWork) -> (date: Date, instant: ContinuousClock.Instant) {
    let now = (Date.now, ContinuousClock.now)
    begun[work.key] = now
    return now
  }

  /// What the module printed in the run that is about to be kept.
  func note(_ printed: GradeEvidence.Output?, of work: GradeWork) {
    self.printed[work.key] = printed
  }

  func keep(_ judged: Judged<Int>, of job: JudgingJob<Int>, fingerprint: String) async throws {
    try await add(judged)
  }

  func giveUp(_ judged: Judged<Int>, of job: JudgingJob<Int>) async throws {
    try await add(judged)
  }

  func add(_ result: GradeResult) async throws {
    let problem = result.outcome == .infrastructure ? result.problem : nil
    sameFault = problem.map { ($0, sameFault?.problem == $0 ? (sameFault?.count ?? 0) + 1 : 1) }
    events(.finished(try await ledger.add(result)))
  }

  /// Counts a finished run, and throws `LateControl` when too many were late.
  func count(_ report: Report) throws {
    runs += 1
    if report.checks.contains(where: { $0.control?.isLate == true }) { lateRuns += 1 }
    guard runs >= Self.fewestRuns, Double(lateRuns) > Double(runs) * Self.mostLate else { return }
    throw LateControl(late: lateRuns, of: runs)
  }

  /// Throws `SameFault` when the last results had no other problem.
  func requireDifferentFaults() throws {
    guard let sameFault, sameFault.count >= Self.mostSameFaults else { return }
    throw SameFault(problem: sameFault.problem, count: sameFault.count)
  }

  private func add(_ judged: Judged<Int>) async throws {
    let (work, report) = (works[judged.key], judged.report)
    let began = begun[work.key]
    if let required = settings.plan.requiredTier, !settings.plan.allows(isolation: report.isolation) {
      let problem =
        "The module ran with isolation '\(report.isolation)', and the class requires '\(required.rawValue)'."
      return try await add(
        settings.result(
          work, .infrastructure, problem: problem, began: began?.date ?? .now,
          took: began.map { .now - $0.instant } ?? .zero))
    }
    let outcome = GradeResult.Outcome(report)
    let leftOut = outcome == .passed ? "" : WorkFinder.sentence(work.leftOut)
    let busy = outcome == .inconclusive ? "This machine was too busy to tell. Run the same command again." : ""
    let problem = (busy + leftOut).trimmingCharacters(in: .whitespaces)
    try await add(
      settings.result(
        work, outcome, report: report, problem: problem.isEmpty ? nil : problem, began: began?.date ?? .now,
        took: began.map { .now - $0.instant } ?? .zero, printed: printed.removeValue(forKey: work.key)))
  }
}
