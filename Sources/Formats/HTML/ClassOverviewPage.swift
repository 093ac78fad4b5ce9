internal import Base
internal import Foundation
package import Report

/// A page about a class that is still learning: who is where, what stops most, and which wrong fixes are common.
package struct ClassOverviewPage {
  package static let fileName = "class.html"

  package init() {}

  package func text(of overview: ClassOverview) -> String {
    let title = "Where the class is"
    let body: HTML = .all([
      .tag(
        "header", ["class": "page"], .tag("p", ["class": "eyebrow"], "pitfall class collect"),
        .tag("h1", [:], .text(title)), .tag("p", ["class": "lead"], .text(lead(overview))), tiles(overview)),
      .tag(
        "main", ["id": "main"],
        .tag("div", ["class": "two"], ClassProgressPart(overview).html, checks(overview)), fixes(overview),
        ClassMatrixPart(overview).html, problems(overview), details(overview)),
      PageFrame.footer(
        """
        Written by pitfall. Progress is the learners' own record, and proves nothing; only modules of lessons that it does not \
        call passed were judged. This page loads nothing and runs nothing.
        """),
    ])
    return PageFrame.document(title: title, body)
  }

  private func lead(_ overview: ClassOverview) -> String {
    let lessons = overview.lessons.map { $0.id.documentLine(60) }.joined(separator: ", ")
    return "\(lessons). Collected on \(overview.collected.formatted(.iso8601.year().month().day()))."
  }

  private func tiles(_ overview: ClassOverview) -> HTML {
    let all = overview.learners.flatMap(\.standings)
    let most = overview.stoppingChecks.max { $0.learners.count < $1.learners.count }
    let tiles = [
      ("Learners", String(overview.learners.count), ""),
      ("Lessons passed", String(all.count { $0.state == .passed }), "by all learners together"),
      ("Being worked on", String(all.count { $0.state == .started }), ""),
      ("Modules judged", String(all.count(where: \.isJudged)), "of lessons not passed"),
      ("Stops most", most.map { "\($0.learners.count) of \($0.of)" } ?? "–", most?.check.documentLine(40) ?? ""),
      ("Not counted", String(overview.problems.count), overview.problems.isEmpty ? "" : "see below"),
    ]
    return .tiles(tiles)
  }

  private func problems(_ overview: ClassOverview) -> HTML {
    guard !overview.problems.isEmpty else { return .nothing }
    return .section(
      "Not counted", id: "problems",
      .tag("p", ["class": "note"], "What these learners sent could not be used, as a whole or in part."),
      .table(
        caption: "Problems", columns: [("Learner", false), ("What is wrong, and what to do", false)],
        rows: overview.problems.prefix(500).map { problem in
          [.text(problem.learner.documentLine(120)), .text(problem.text.documentLine(1_000))]
        }, kind: "stack"))
  }

  private func checks(_ overview: ClassOverview) -> HTML {
    let lessons = overview.lessons.filter { lesson in overview.stoppingChecks.contains { $0.lesson == lesson.id } }
    let plots = lessons.enumerated().map { index, lesson -> HTML in
      let rows = overview.stoppingChecks.filter { $0.lesson == lesson.id }.prefix(6).map { check in
        Plot.Row(
          label: check.title, value: Double(check.learners.count) / Double(max(check.of, 1)),
          words: "\(check.learners.count) of \(check.of)", kind: "bad")
      }
      return .all([
        .tag("h3", ["class": "lesson"], .text(lesson.id.documentLine(60))),
        Plot.bars(
          rows, most: 1, title: "Share of the learners whom each check of \(lesson.id) stops", id: "stops\(index)"),
      ])
    }
    return .section(
      "Which checks stop learners", id: "checks",
      plots.isEmpty ? .tag("p", [:], "No module was judged that fails one.") : .all(plots),
      .unless(
        plots.isEmpty,
        .tag(
          "p", ["class": "note", "style": "margin-top:.6rem"],
          "Of the learners whose module for the lesson was judged.")))
  }

  private func fixes(_ overview: ClassOverview) -> HTML {
    guard !overview.wrongFixes.isEmpty else { return .nothing }
    return .section(
      "Most common wrong fixes", id: "fixes",
      .tag(
        "p", ["class": "note"],
        """
        Modules that fail the same required checks for the same causes. A decoy is a wrong fix that ships with the \
        lesson; it is named when it fails the same checks.
        """),
      .table(
        caption: "Wrong fixes, by how many learners have them",
        columns: ["Learners", "Lesson", "Fails", "What it is like", "Whose"].map { ($0, false) },
        rows: overview.wrongFixes.prefix(50).map { fix in
          [
            .text(fix.learners.count.counted("learner")),
            .text("\(fix.lesson) (\(fix.track.rawValue))".documentLine(80)),
            .tag("ul", ["class": "plain"], .each(fix.signature.failures, failure)),
            .text(fix.likeness.documentLine(600)), .text(names(fix.learners)),
          ]
        }, kind: "stack"))
  }

  private func failure(_ failure: FailureSignature.Failure) -> HTML {
    let cause = failure.cause.map { HTML.tag("code", ["class": "soft"], .text($0.documentLine(80))) }
    return .tag("li", [:], .text(failure.title.documentLine(120)), cause.map { .all([" ", $0]) } ?? .nothing)
  }

  private func names(_ learners: [String]) -> String {
    let shown = learners.prefix(8).map { $0.documentLine(60) }.joined(separator: ", ")
    return learners.count > 8 ? "\(shown) and \(learners.count - 8) more" : shown
  }

  private func details(_ overview: ClassOverview) -> HTML {
    let rows = overview.learners.flatMap { learner in learner.standings.map { (learner, $0) } }
    guard !rows.isEmpty else { return .nothing }
    return .section(
      "Details", id: "details",
      .table(
        caption: "One row for each learner, lesson, and track",
        columns: [
          ("Learner", false), ("Lesson", false), ("State", false), ("Points at best", true), ("Attempts", true),
          ("Hints", true), ("Solution", false), ("Module", false), ("Fails", false),
        ],
        rows: rows.prefix(2_000).map { learner, standing in
          [
            .text(learner.name.documentLine(120)),
            .text("\(standing.lesson) (\(standing.track.rawValue))".documentLine(80)), ClassMatrixPart.chip(standing),
            .text(ClassMatrixPart.points(standing)), .text(number(standing.attempts)), .text(number(standing.hints)),
            .text(standing.hasAppliedSolution ? "applied" : standing.hasSeenSolution ? "seen" : ""),
            .text(standing.module?.rawValue ?? ""),
            .text(standing.signature?.failures.map(\.check).joined(separator: ", ").documentLine(300) ?? ""),
          ]
        }, kind: "stack"))
  }

  /// Empty for none, because a table full of zeros hides the others.
  private func number(_ count: Int) -> String { count == 0 ? "" : String(count) }
}
