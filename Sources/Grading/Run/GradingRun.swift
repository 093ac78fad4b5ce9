internal import Base
internal import Files
internal import Foundation
internal import Judging
internal import Lessons
internal import ModuleRuntime
package import Report

/// Judges the modules of a class, several of them concurrently, and appends each result as soon as it is there.
package struct GradingRun: Sendable {
  package enum Event: Sendable {
    /// Something is being set up; the sentence says what.
    case preparing(String)
    /// The number of results that were there before and count.
    case began(total: Int, kept: Int)
    case finished(GradeResult)
    /// It was inconclusive while others ran beside it, and will be judged again, alone.
    case putOff(GradeWork)
  }

  private let settings: GradeSettings
  private let ledger: GradeLedger
  private let slots: Int
  private let grader: ModuleGrader
  private let holdsForAll: @Sendable (any Error, GradeWork) async -> Bool

  /// `holdsForAll` says whether an error that judging a module threw has a cause that would stop the others, too.
  package init(
    _ settings: GradeSettings, ledger: GradeLedger, slots: Int, grader: ModuleGrader,
    holdsForAll: @escaping @Sendable (any Error, GradeWork) async -> Bool
  ) {
    self.settings = settings
    self.ledger = ledger
    self.slots = slots
    self.grader = grader
    self.holdsForAll = holdsForAll
  }

  /// Adds what is missing to the ledger: what is settled there already is not judged again.
  ///
  /// Throws `LateControl` or `SameFault` when going on would say nothing; what is finished is kept in any case.
  package func run(_ found: WorkFinder.Found, events: @escaping @Sendable (Event) -> Void) async throws {
    var works: [GradeWork] = []
    var kept = 0
    for work in found.works {
      guard let settled = await ledger.settled(work, settings) else {
        works.append(work)
        continue
      }
      kept += 1
      try await score(settled, work)
    }
    var results: [GradeResult] = []
    for result in found.results where await !ledger.has(rejection: result) { results.append(result) }
    kept += found.results.count - results.count
    events(.began(total: found.works.count + found.results.count, kept: kept))
    for result in results { events(.finished(try await ledger.add(result))) }
    let missing = works
    let record = GradeRecord(missing, settings, ledger, events)
    let queue = JudgingQueue(slots: slots, journal: record) { job, seeds, preparing, judged in
      for seed in seeds {
        guard let report = try await judge(missing[job.key], seed, record, preparing) else { continue }
        try await judged(report)
      }
    }
    let out = settings.out
    let jobs = missing.enumerated().map { index, work in
      JudgingJob(
        key: index, lesson: work.lesson, layout: work.layout, path: out + "/submissions/" + work.submissionHash,
        seeds: [work.seed])
    }
    _ = try await queue.run(jobs) { event in
      switch event {
      case .preparing(let sentence): events(.preparing(sentence))
      case .putOff(let judged): events(.putOff(missing[judged.key]))
      case .judged: break
      }
    }
  }

  /// The points of a kept result may be others than when it was judged. The same files were there at the earlier of two
  /// times: a second download must make no one late.
  private func score(_ settled: GradeResult, _ work: GradeWork) async throws {
    let submitted = [settled.score.submitted, work.submitted].compactMap { $0 }.min()
    let score = settings.score(settled.report, work, submitted: submitted)
    guard score != settled.score else { return }
    _ = try await ledger.add(settled.scored(score))
  }

  /// Nil when there is no report, and the result is recorded.
  private func judge(
    _ work: GradeWork, _ seed: UInt64, _ record: GradeRecord, _ preparing: @escaping @Sendable (String) -> Void
  ) async throws -> Report? {
    let began = await record.begin(work)
    let graded: ModuleGrader.Graded
    do {
      let module = try KeptSubmissions(out: settings.out).load(work.submissionHash, track: work.layout.track)
      graded = try await grader.grade(module, work.layout, work.lesson, seed: seed, preparing: preparing)
    } catch {
      try Task.checkCancellation()
      if await holdsForAll(error, work) { throw error }
      let problem = "\(error)".excerpt(500)
      try await record.add(
        settings.result(
          work, .infrastructure, problem: problem, began: began.date, took: .now - began.instant))
      try await record.requireDifferentFaults()
      return nil
    }
    switch graded.ending {
    case .report(let report):
      try await record.count(report)
      await record.note(graded.printed, of: work)
      return report
    case .tooLong(let isExcused):
      let limit = settings.plan.limit.components.seconds
      let problem =
        "Judging the submission took longer than \(limit) s, so it was ended"
        + (isExcused
          ? ", while this machine was too busy. It is judged again by running the same command again."
          : ". Look for requests that are never answered, and for a server that keeps all processors busy.")
      try await record.add(
        settings.result(
          work, isExcused ? .inconclusive : .failed, problem: problem, began: began.date, took: .now - began.instant,
          printed: graded.printed))
      return nil
    }
  }
}

extension GradeResult {
  func scored(_ score: GradeScore) -> GradeResult {
    GradeResult(
      submission: submission, lesson: lesson, track: track, attempt: attempt, outcome: outcome, review: review,
      problem: problem, score: score, report: report, evidence: evidence)
  }
}
