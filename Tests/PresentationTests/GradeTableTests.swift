import Base
import Foundation
import Presentation
import Report
import TestSupport
import Testing
import Tracks

@Suite("What grade prints", .timeLimit(.minutes(10)))
struct GradeTableTests {
  private func result(
    _ submission: String, _ outcome: GradeResult.Outcome, verdicts: [Verdict?] = [.pass, .pass], problem: String? = nil,
    review: String? = nil
  ) -> GradeResult {
    let checks = zip(["loop", "order"], verdicts).map { id, verdict in
      GradeScore.Check(
        id: id, title: id, isBonus: false, verdict: verdict, points: verdict == .pass ? 1.5 : 0, of: 1.5)
    }
    let outcomes = zip(["loop", "order"], verdicts).compactMap { id, verdict in
      verdict.map { CheckOutcome.forTests(id, $0) }
    }
    return GradeResult(
      submission: submission, lesson: "01-blocking", track: .swift, attempt: 1, outcome: outcome, review: review,
      problem: problem, score: GradeScore(checks: checks), report: outcomes.isEmpty ? nil : .forTests(outcomes),
      evidence: GradeEvidence(
        seed: 1, tier: "none", submissionHash: "ab", lessonHash: "cd", toolHash: "ef", files: [:], versions: [:],
        began: Date(timeIntervalSince1970: 0), duration: .seconds(1), output: nil))
  }

  private var results: [GradeResult] {
    [
      result("bob", .failed, verdicts: [.fail, .pass]),
      result("alice", .passed, review: "It failed before."),
      result(
        "carol\u{1B}[31m", .rejected, verdicts: [nil, nil], problem: "There is no main.swift in the submission."),
      result("dave", .infrastructure, verdicts: [nil, nil], problem: "Too many open files."),
    ]
  }

  @Test("The golden table of a class has a line for each result, and a summary")
  func goldenTable() throws {
    let text = GradeTable(Style(hasColor: false, hasUnicode: true)).text(results)
    #expect(text == text.harmless)
    try Golden.compare(text, with: "grade-table")
  }

  @Test("For a screen reader, each result is a sentence")
  func sentences() throws {
    let text = GradeTable(Style(hasColor: false, hasUnicode: true, isPlain: true)).text(results)
    #expect(text.hasPrefix("alice, 01-blocking, swift: passed, 3/3 points. review!"))
  }

  @Test("The golden list of what a regrade changed tells fallen from raised")
  func goldenChanges() throws {
    let pairs = [
      (result("alice", .passed), result("alice", .failed, verdicts: [.pass, .fail])),
      (result("bob", .failed, verdicts: [.fail, .pass]), result("bob", .passed)),
      (
        result("carol", .failed, verdicts: [.fail, .pass]), result("carol", .failed, verdicts: [.pass, .fail])
      ),
    ]
    let changes = pairs.compactMap { GradeChange(from: $0.0, to: $0.1) }
    let view = GradeChangesView(Style(hasColor: false, hasUnicode: true))
    try Golden.compare(view.text(changes, of: 5), with: "grade-changes")
    #expect(view.text([], of: 1) == "Nothing changed: 1 result, all as before.")
  }
}
