/// How the result of a submission differs from an earlier one.
package struct GradeChange: Sendable, Equatable {
  package enum Direction: Sendable {
    case raised
    case fallen
    /// The points are the same, but not the verdicts.
    case other
  }

  package let before: GradeResult
  package let after: GradeResult
  /// Those with another verdict.
  package let checks: [String]

  /// Nil when outcome, points and verdicts are the same.
  package init?(from before: GradeResult, to after: GradeResult) {
    let old = Dictionary(before.score.checks.map { ($0.id, $0.verdict) }) { first, _ in first }
    let new = Dictionary(after.score.checks.map { ($0.id, $0.verdict) }) { first, _ in first }
    checks = Set(old.keys).union(new.keys).filter { (old[$0] ?? nil) != (new[$0] ?? nil) }.sorted()
    guard !checks.isEmpty || before.outcome != after.outcome || before.score.points != after.score.points else {
      return nil
    }
    self.before = before
    self.after = after
  }

  package var direction: Direction {
    if after.score.points != before.score.points {
      return after.score.points > before.score.points ? .raised : .fallen
    }
    switch (before.outcome == .passed, after.outcome == .passed) {
    case (false, true): return .raised
    case (true, false): return .fallen
    default: return .other
    }
  }
}
