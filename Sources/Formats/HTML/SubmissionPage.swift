internal import Base
internal import Foundation
package import Report

/// A page about one submission, which needs nothing else: for the student, and for who has to explain the grade.
package struct SubmissionPage: ResultFormat {
  package let id = "html"
  package let summary = "a page for people about one submission"
  package let scope = ResultScope.submission
  package let fileName = "report.html"

  package init() {}

  /// A name for the page of a submission that cannot leave its folder, whatever the submission is called.
  package static func fileName(of submission: String) -> String { SafeFileName.of(submission) + ".html" }

  package func text(of results: [GradeResult]) -> String {
    let results = results.last
    let name = results.first?.submission.documentLine(200) ?? "No submission"
    let body: HTML = .all([
      .tag(
        "header", ["class": "page"], .tag("p", ["class": "eyebrow"], "Graded submission"), .tag("h1", [:], .text(name)),
        .unless(results.count < 2, .tag("p", ["class": "lead"], .text(results.map(\.headline).joined(separator: " "))))),
      .tag(
        "main", ["id": "main"], .each(results.enumerated()) { SubmissionPart($0.element, id: "r\($0.offset)").html }),
      PageFrame.footer("Written by pitfall. This page loads nothing and runs nothing."),
    ])
    return PageFrame.document(title: "\(name): graded submission", body)
  }
}

/// The part of a submission's page about one lesson.
private struct SubmissionPart {
  private let result: GradeResult
  private let cases: [ResultCase]
  private let id: String

  init(_ result: GradeResult, id: String) {
    self.result = result
    cases = ResultCase.all(result)
    self.id = id
  }

  var html: HTML {
    .all([
      summary,
      .unless(
        problems.isEmpty,
        .section("What to look at", id: "\(id)-problems", .each(problems.enumerated()) { check($0.element, $0.offset) })
      ),
      .unless(passed.isEmpty, .section("What passed", id: "\(id)-passed", passedList)),
      output, evidence,
    ])
  }

  private var problems: [ResultCase] { cases.filter { $0.status == .failed || $0.status == .inconclusive } }
  private var passed: [ResultCase] { cases.filter { $0.status == .passed } }

  // MARK: - The grade

  private var summary: HTML {
    .tag(
      "section", ["aria-labelledby": "\(id)-grade"],
      .tag(
        "div", ["class": "head"], ring,
        .tag("div", [:], .tag("h2", ["id": "\(id)-grade", "style": "margin:0"], .text(result.lessonWords)), chips)),
      .unless(result.problem == nil && result.gradable, notice(result.problem ?? result.reason, !result.gradable)),
      .unless(
        result.review == nil,
        .tag(
          "div", ["class": "notice"], .tag("b", [:], "A person has to look at this: "),
          .text(result.review?.documentLine(1_000) ?? ""))),
      .tag("div", ["style": "margin-top:1.2rem"], overview))
  }

  private var ring: HTML {
    guard result.gradable else {
      return Plot.ring(share: 0, words: "–", below: "not graded", kind: "warn", id: "\(id)-ring")
    }
    let share = result.score.of > 0 ? result.score.points / result.score.of : 0
    return Plot.ring(
      share: share, words: result.score.points.shortText, below: "of \(result.score.of.shortText)",
      kind: result.outcome == .passed ? "good" : "bad", id: "\(id)-ring")
  }

  private var chips: HTML {
    let score = result.score
    return .tag(
      "p", ["class": "chips"], OutcomeWords.chip(result.outcome),
      .unless(result.gradable, .chip("no grade: this costs nothing", "warn")),
      .unless(score.bonus <= 0, .chip("\(score.bonus.inPoints) for bonus checks", "blue")),
      .unless(score.isLate != true, .chip("late", "warn")), .unless(score.isLate != false, .chip("in time", "")),
      .unless(result.attempt == 1, .chip("attempt \(result.attempt)", "")),
      .chip("isolation: \(result.evidence.tier.documentLine(30))", ""))
  }

  private func notice(_ text: String, _ isWarning: Bool) -> HTML {
    .tag("div", ["class": isWarning ? "notice" : "notice bad"], .text(text.documentLine(2_000)))
  }

  private var overview: HTML {
    .table(
      caption: "All checks", columns: [("Check", false), ("Result", false), ("Points", true), ("Measured", false)],
      rows: cases.map { test in
        [
          .all([.text(test.title), .unless(!test.isBonus, .all([" ", .chip("bonus", "blue")]))]), mark(test.status),
          .text(test.of > 0 ? "\(test.points.shortText) of \(test.of.shortText)" : "–"), .text(test.message),
        ]
      }, kind: "stack")
  }

  private func mark(_ status: ResultCase.Status) -> HTML {
    switch status {
    case .passed: .tag("span", ["class": "mark good-text"], "✔ pass")
    case .failed: .tag("span", ["class": "mark bad-text"], "✘ fail")
    case .inconclusive: .tag("span", ["class": "mark warn-text"], "? inconclusive")
    case .notRun: .tag("span", ["class": "mark soft"], "– not run")
    }
  }

  // MARK: - The checks

  private func check(_ test: ResultCase, _ number: Int) -> HTML {
    let place = "\(id)-c\(number)"
    let points = test.of > 0 ? "\(test.points.shortText) of \(test.of.shortText) points" : ""
    let heading: HTML = .tag(
      "h3", ["id": place], mark(test.status), .text(test.title), .unless(!test.isBonus, .chip("bonus", "blue")),
      .unless(points.isEmpty, .tag("span", ["class": "points"], .text(points))))
    let kind = test.status == .failed ? "bad" : "warn"
    guard let outcome = test.outcome else {
      return .tag(
        "section", ["class": "check \(kind)", "aria-labelledby": place], heading, .tag("p", [:], .text(test.message)))
    }
    return .tag(
      "section", ["class": "check \(kind)", "aria-labelledby": place], heading,
      .tag(
        "dl", ["class": "facts"], .tag("dt", [:], "Expected"),
        .tag("dd", [:], .text(outcome.expected.documentLine(2_000))),
        .tag("dt", [:], "Measured"), .tag("dd", [:], .text(outcome.measured.documentLine(2_000)))),
      .unless(
        outcome.next.isEmpty,
        .tag("p", ["class": "next"], .tag("b", [:], "Next: "), .text(outcome.next.documentLine(2_000)))),
      .unless(
        outcome.reproduce.isEmpty,
        .all([
          .tag("p", ["class": "note", "style": "margin:0"], "See it by hand, beside pitfall run:"),
          pre(outcome.reproduce, "Commands"),
        ])),
      MeasureBar.table(outcome, id: place), ExhibitPart.html(outcome.exhibit, id: place), words(outcome.evidence))
  }

  private func words(_ evidence: Evidence?) -> HTML {
    guard let evidence, !evidence.text.isEmpty else { return .nothing }
    let title = evidence.source == .compiler ? "What the compiler said" : "The end of its log"
    return .tag("details", [:], .tag("summary", [:], .text(title)), pre(evidence.text, title))
  }

  private func pre(_ text: String, _ label: String) -> HTML {
    .tag("pre", ["tabindex": "0", "aria-label": label], .text(text.documentText(140_000)))
  }

  /// One line each, which opens: what passed needs no one's time.
  private var passedList: HTML {
    .each(passed.enumerated()) { number, test in
      .tag(
        "details", ["class": "row"],
        .tag(
          "summary", [:], mark(.passed), " ", .tag("b", [:], .text(test.title)),
          .unless(!test.isBonus, .all([" ", .chip("bonus", "blue")])),
          .unless(test.of <= 0, .tag("span", ["class": "points"], .text(test.points.inPoints)))),
        .tag("p", [:], .text(test.message)),
        test.outcome.map { MeasureBar.table($0, id: "\(id)-p\(number)") } ?? .nothing)
    }
  }

  // MARK: - Where it comes from

  private var output: HTML {
    guard let output = result.evidence.output, !output.text.isEmpty else { return .nothing }
    return .section(
      output.title(result.report), id: "\(id)-output",
      .tag(
        "p", ["class": "note"],
        .text("\(output.length.counted("byte")) in all; of long output, the beginning and the end.")),
      pre(output.text, "Output"))
  }

  private var evidence: HTML {
    let evidence = result.evidence
    var facts = [
      ("Seed", String(evidence.seed)), ("Attempt", String(result.attempt)), ("Isolation", evidence.tier),
      ("Judged", evidence.began.formatted(.iso8601)), ("Took", OutcomeWords.seconds(evidence.durationMilliseconds)),
      ("Submission", evidence.submissionHash), ("Lesson", evidence.lessonHash), ("Tools", evidence.toolHash),
    ]
    if let submitted = result.score.submitted { facts.insert(("Submitted", submitted.formatted(.iso8601)), at: 0) }
    facts += evidence.versions.sorted { $0.key < $1.key }.map { ("Version of \($0.key)", $0.value) }
    facts += evidence.files.sorted { $0.key < $1.key }.prefix(200).map { ($0.key, $0.value) }
    return .section(
      "Evidence", id: "\(id)-evidence",
      .tag(
        "p", ["class": "note"],
        "With the same seed and the same files, it gets the same random values. Hashes are SHA-256."),
      .tag(
        "dl", ["class": "facts"],
        .each(facts) {
          .all([
            .tag("dt", [:], .text($0.0.documentLine(80))),
            .tag("dd", [:], .tag("code", [:], .text($0.1.documentLine(200)))),
          ])
        }))
  }
}
