package import Report

/// Joins the results of several folders.
package struct ResultsMerge: Sendable {
  /// In the order of the submissions' names.
  package private(set) var results: [GradeResult] = []
  /// Keys that some result passed and another failed, though files, lesson, tool and attempt are the same.
  package private(set) var conflicts: [GradeKey] = []
  package private(set) var duplicates = 0

  package init(_ all: [GradeResult]) {
    let groups = Dictionary(grouping: all) { GradeKey($0) }
    let order = groups.keys.sorted { ($0.submission, $0.lesson, $0.track) < ($1.submission, $1.lesson, $1.track) }
    for key in order {
      let lines = groups[key] ?? []
      let runs = Dictionary(grouping: lines) { GradedRun($0) }
      let began = { (run: GradedRun) in runs[run]?.map(\.evidence.began).max() ?? .distantPast }
      for run in runs.keys.sorted(by: { ($0.attempt, began($0)) < ($1.attempt, began($1)) }) {
        take(runs[run] ?? [], key)
      }
    }
  }

  /// The results of the same run. What says something replaces what says nothing; a pass and a fail are both kept, the
  /// better one last, because a student must not lose by it until a person has decided.
  private mutating func take(_ lines: [GradeResult], _ key: GradeKey) {
    let gradable = lines.filter(\.gradable)
    guard !gradable.isEmpty else {
      duplicates += lines.count - 1
      return results.append(contentsOf: lines.suffix(1))
    }
    let outcomes = gradable.map(\.outcome).reduce(into: [GradeResult.Outcome]()) { seen, outcome in
      if !seen.contains(outcome) { seen.append(outcome) }
    }
    let kept = outcomes.compactMap { outcome in gradable.last { $0.outcome == outcome } }
      .sorted { ($0.score.points, $0.outcome == .passed ? 1 : 0) < ($1.score.points, $1.outcome == .passed ? 1 : 0) }
    duplicates += lines.count - kept.count
    guard kept.count > 1 else { return results.append(contentsOf: kept) }
    conflicts.append(key)
    let words = outcomes.map(\.rawValue).sorted().joined(separator: " and ")
    results += kept.map { $0.reviewed("The same files \(words) with the same checks and random values.") }
  }
}

/// What two results must share to be about the same run.
struct GradedRun: Hashable {
  let attempt: Int
  let submissionHash: String
  let lessonHash: String
  let toolHash: String

  init(_ result: GradeResult) {
    attempt = result.attempt
    submissionHash = result.evidence.submissionHash
    lessonHash = result.evidence.lessonHash
    toolHash = result.evidence.toolHash
  }
}

extension GradeResult {
  /// With a reason why a person has to look at it.
  func reviewed(_ reason: String) -> GradeResult {
    GradeResult(
      submission: submission, lesson: lesson, track: track, attempt: attempt, outcome: outcome, review: reason,
      problem: problem, score: score, report: report, evidence: evidence)
  }
}
