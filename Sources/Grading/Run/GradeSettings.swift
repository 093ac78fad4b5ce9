internal import Base
package import Foundation
package import Lessons
package import ModuleRuntime
package import Report

/// What all results of a run share.
package struct GradeSettings: Sendable {
  package let plan: ClassPlan
  /// The output folder.
  package let out: String
  package let tier: IsolationTier
  package let versions: [String: String]
  /// Of everything that judges, and of the limits that it judges by.
  package let toolHash: String
  private let lessonHashes: [String: String]

  /// `tools` is the fingerprint of the installation. Throws `FileError` when a lesson's manifest cannot be read.
  package init(
    plan: ClassPlan, out: String, tier: IsolationTier, tools: String, versions: [String: String]
  ) throws {
    self.plan = plan
    self.out = out
    self.tier = tier
    self.versions = versions
    var fingerprint = Fingerprint()
    fingerprint.add(Data(tools.utf8))
    fingerprint.add(Data("\(plan.limit.components.seconds)".utf8))
    toolHash = fingerprint.hexadecimal()
    lessonHashes = try plan.assignments.reduce(into: [:]) { $0[$1.lesson.id] = try Self.hash(of: $1.lesson) }
  }

  package func lessonHash(_ lesson: Lesson) -> String { lessonHashes[lesson.id] ?? "" }

  package static func hash(of lesson: Lesson) throws -> String {
    var fingerprint = Fingerprint()
    try fingerprint.add(file: lesson.manifestFile)
    return fingerprint.hexadecimal()
  }

  /// A result about `work`. Without a report it says why in `problem`.
  package func result(
    _ work: GradeWork, _ outcome: GradeResult.Outcome, report: Report? = nil, problem: String? = nil, began: Date,
    took: Duration, printed: GradeEvidence.Output? = nil
  ) -> GradeResult {
    // As many digits as are written, so that a result is the same when it is read again.
    let began = Date(timeIntervalSince1970: began.timeIntervalSince1970.rounded(.down))
    return GradeResult(
      submission: work.submission, lesson: work.lesson.id, track: work.layout.track, attempt: work.attempt,
      outcome: outcome, problem: problem, score: score(report, work, submitted: work.submitted), report: report,
      evidence: GradeEvidence(
        seed: work.seed, tier: report?.isolation ?? tier.rawValue, submissionHash: work.submissionHash,
        lessonHash: lessonHash(work.lesson), toolHash: toolHash, files: work.files, versions: versions, began: began,
        duration: took, output: printed))
  }

  package func score(_ report: Report?, _ work: GradeWork, submitted: Date?) -> GradeScore {
    GradeScore(
      report, work.assignment, track: work.layout.track, submitted: submitted, keptWhenLate: plan.keptWhenLate)
  }
}

extension GradeResult.Outcome {
  /// A check without a verdict may have cost points, so the whole is inconclusive.
  package init(_ report: Report) {
    if report.checks.contains(where: { $0.verdict == .inconclusive }) {
      self = .inconclusive
    } else {
      self = report.verdict == .pass ? .passed : .failed
    }
  }
}
