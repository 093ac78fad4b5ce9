package import Base

/// What grading one submission by one lesson gave: a line of results.jsonl, described by Documentation/grade.schema.json.
///
/// Faces and formats read it; they never judge.
package struct GradeResult: Sendable, Equatable, Codable {
  package static let schemaVersion = 1

  package enum Outcome: String, Sendable, Codable, CaseIterable {
    case passed
    case failed
    /// Its files were not taken, or there was no module among them.
    case rejected
    /// This machine was too busy to tell, twice.
    case inconclusive
    /// Something of pitfall or of this machine broke.
    case infrastructure
  }

  package let schema: Int
  /// The name of its folder or archive, without the archive's suffix.
  package let submission: String
  package let lesson: String
  package let track: Track
  /// Counts from 1; the same submission has the same random values in the same attempt.
  package let attempt: Int
  package let outcome: Outcome
  /// False when no grade may be made of it, because the cause was not the submission.
  package let gradable: Bool
  /// Why a person has to look at it; nil when none has to.
  package let review: String?
  /// Why there is no report, or why it counts for nothing: what happened, where, and the next step.
  package let problem: String?
  package let score: GradeScore
  /// Nil when the module was not judged.
  package let report: Report?
  package let evidence: GradeEvidence

  package init(
    submission: String, lesson: String, track: Track, attempt: Int, outcome: Outcome, review: String? = nil,
    problem: String? = nil, score: GradeScore, report: Report?, evidence: GradeEvidence
  ) {
    schema = Self.schemaVersion
    self.submission = submission
    self.lesson = lesson
    self.track = track
    self.attempt = attempt
    self.outcome = outcome
    gradable = outcome.isGradable
    self.review = review
    self.problem = problem
    self.score = score
    self.report = report
    self.evidence = evidence
  }
}

extension GradeResult.Outcome {
  /// Whether it is the submission's own doing.
  package var isGradable: Bool {
    switch self {
    case .passed, .failed, .rejected: true
    case .inconclusive, .infrastructure: false
    }
  }
}
