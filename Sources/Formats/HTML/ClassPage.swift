internal import Base
internal import Foundation
package import Report
internal import Similarity

/// A page about a class, for who taught it: what fails and why, and what a person should look at.
package struct ClassPage: ResultFormat {
  package let id = "html-class"
  package let summary = "a page for people about all submissions"
  package let scope = ResultScope.all
  package let fileName = "class.html"

  private let alike: [AlikeModules]?
  private let title: String
  private let folder: String?

  /// `alike` is nil when modules were not compared. `folder`, relative to the page, has the submissions' pages, by the names
  /// that `SubmissionPage` gives them; nil when there are none to link to.
  package init(title: String = "Class report", alike: [AlikeModules]? = nil, folder: String? = nil) {
    self.title = title
    self.alike = alike
    self.folder = folder
  }

  package func text(of results: [GradeResult]) -> String {
    let figures = ClassFigures(results)
    let body: HTML = .all([
      .tag(
        "header", ["class": "page"], .tag("p", ["class": "eyebrow"], "pitfall grade"),
        .tag("h1", [:], .text(title.documentLine(200))), .tag("p", ["class": "lead"], .text(lead(figures))),
        tiles(figures)),
      .tag(
        "main", ["id": "main"], review(figures),
        .tag("div", ["class": "two"], outcomes(figures), distribution(figures)),
        .tag("div", ["class": "two"], checks(figures), times(figures)), causes(figures), nearMisses(figures), copies,
        everyone(figures)),
      PageFrame.footer("Written by pitfall. This page loads nothing and runs nothing."),
    ])
    return PageFrame.document(title: title, body)
  }

  // MARK: - The head

  private func lead(_ figures: ClassFigures) -> String {
    let lessons = Set(figures.results.map(\.lessonWords)).sorted()
    let dates = figures.results.map(\.evidence.began)
    guard let first = dates.min() else { return "There are no results." }
    return "\(lessons.joined(separator: ", ")). Judged on \(first.formatted(.iso8601.year().month().day()))."
  }

  private func tiles(_ figures: ClassFigures) -> HTML {
    let gradable = figures.submissions.count(where: \.isGradable)
    let passed = figures.submissions.count { $0.results.allSatisfy { $0.outcome == .passed } }
    let review = Set(figures.forReview.map(\.submission)).count
    let tiles = [
      ("Submissions", String(figures.submissions.count), ""),
      ("Graded", String(gradable), gradable == figures.submissions.count ? "all" : ""),
      ("Passed", String(passed), gradable > 0 ? "\(percent(Double(passed) / Double(gradable)))" : ""),
      ("Median", figures.shares.median.map(percent) ?? "–", "of the points"),
      ("To be looked at", String(review), ""),
      ("Median time", figures.seconds.median.map { OutcomeWords.seconds($0 * 1000) } ?? "–", ""),
    ]
    return .tiles(tiles)
  }

  private func percent(_ share: Double) -> String { "\((share * 100).rounded().shortText)\u{202F}%" }

  private func link(_ submission: String) -> HTML {
    let name = submission.documentLine(120)
    guard let folder else { return .text(name) }
    let path = "\(folder)/\(SubmissionPage.fileName(of: submission))"
    return .tag("a", ["href": path], .text(name))
  }

  // MARK: - What a person should look at

  private func review(_ figures: ClassFigures) -> HTML {
    guard !figures.forReview.isEmpty else { return .nothing }
    return .section(
      "Look at these first", id: "review",
      .tag("p", ["class": "note"], "No grade was made of them, or something about them needs a person's judgment."),
      .table(
        caption: "Results without a grade, or to be reviewed",
        columns: [("Submission", false), ("Lesson", false), ("Outcome", false), ("Why", false)],
        rows: figures.forReview.prefix(500).map { result in
          [
            link(result.submission), .text(result.lessonWords), OutcomeWords.chip(result.outcome),
            .text(
              [result.gradable ? nil : result.reason, result.review].compactMap { $0 }.joined(separator: " ")
                .documentLine()),
          ]
        }, kind: "stack"))
  }

  private var copies: HTML {
    guard let alike else { return .nothing }
    let pairs = alike.flatMap { modules in modules.pairs.map { (modules, $0) } }
    return .section(
      "Worth a look: alike in structure", id: "alike",
      .tag(
        "p", ["class": "note"],
        """
        Names, literals, comments and layout do not count, nor does what the lesson ships. Likeness is no proof of anything: \
        short modules have few ways to be written. Read both before you say a word.
        """),
      pairs.isEmpty
        ? .tag("p", [:], "No two submissions are more alike than independent ones are.")
        : .table(
          caption: "Pairs of submissions, most alike first",
          columns: [("One", false), ("Other", false), ("Lesson", false), ("Alike", true), ("Lines", false)],
          rows: pairs.prefix(200).map { modules, pair in
            [
              link(pair.first), link(pair.second),
              .text("\(modules.lesson) (\(modules.track.rawValue))".documentLine()), .text(percent(pair.score)),
              .text(pair.regions.prefix(6).map(lines).joined(separator: ", ") + (pair.regions.count > 6 ? ", …" : "")),
            ]
          }, kind: "stack"))
  }

  private func lines(_ region: SharedRegion) -> String {
    let words = { (lines: SharedRegion.Lines) in
      "\(lines.path.documentLine(60)):\(lines.from)" + (lines.to > lines.from ? "–\(lines.to)" : "")
    }
    return "\(words(region.first)) and \(words(region.second))"
  }

  private func nearMisses(_ figures: ClassFigures) -> HTML {
    let misses = figures.nearMisses
    guard !misses.isEmpty else { return .nothing }
    return .section(
      "Near misses", id: "near",
      .tag(
        "p", ["class": "note"],
        "Measurements within 10 % of their limit, on either side, rarest first. Counts are exact and never near."),
      .table(
        caption: "The nearest of each measurement, and whose it is",
        columns: [
          ("Check", false), ("Measurement", false), ("Nearest", true), ("Limit", false), ("Against the limit", false),
          ("Submissions", true), ("Whose", false),
        ],
        rows: misses.prefix(50).enumerated().map { index, miss in
          let name = MeasureBar.words(miss.name)
          return [
            .text(miss.check), .text(name), .text(MeasureBar.number(miss.nearest.value, miss.nearest.unit)),
            .text(miss.nearest.limit.map { MeasureBar.limit($0, miss.nearest.unit) } ?? ""),
            MeasureBar.bar(miss.nearest, name: name, id: "near\(index)"), .text(String(miss.submissions.count)),
            links(miss.submissions),
          ]
        }, kind: "stack"))
  }

  /// To the first three, and how many more there are.
  private func links(_ submissions: [String]) -> HTML {
    .all([
      .all(submissions.prefix(3).enumerated().map { .all([$0.offset > 0 ? ", " : "", link($0.element)]) }),
      .unless(submissions.count < 4, .text(" and \(submissions.count - 3) more")),
    ])
  }

  // MARK: - Plots

  private func outcomes(_ figures: ClassFigures) -> HTML {
    let kinds: [GradeResult.Outcome: String] = [
      .passed: "good", .failed: "bad", .rejected: "soft", .inconclusive: "warn", .infrastructure: "warn",
    ]
    let rows = figures.outcomes.map { outcome, count in
      Plot.Row(
        label: OutcomeWords.words(outcome), value: Double(count), words: String(count), kind: kinds[outcome] ?? "blue")
    }
    return .section(
      "Outcomes", id: "outcomes", Plot.parts(rows, title: "Outcomes of all results", id: "plot-outcomes"),
      .tag(
        "div", ["style": "margin-top:1rem"],
        .table(
          caption: "Results by outcome", columns: [("Outcome", false), ("Results", true), ("Share", true)],
          rows: figures.outcomes.map { outcome, count in
            [
              OutcomeWords.chip(outcome), .text(String(count)),
              .text(figures.results.isEmpty ? "–" : percent(Double(count) / Double(figures.results.count))),
            ]
          })))
  }

  private func distribution(_ figures: ClassFigures) -> HTML {
    var bins = [Int](repeating: 0, count: 10)
    for share in figures.shares { bins[min(max(Int(share * 10), 0), 9)] += 1 }
    let edges = stride(from: 0, through: 100, by: 10).map { "\($0)" }
    return .section(
      "Points", id: "points",
      figures.shares.isEmpty
        ? .tag("p", ["class": "note"], "No submission has a grade.")
        : Plot.histogram(
          bins, edges: edges, title: "How many submissions have which share of the points",
          axis: "% of the points; the last column is 90 and more", median: figures.shares.median, id: "plot-points"),
      .tag(
        "p", ["class": "note", "style": "margin-top:.6rem"],
        "Submissions by their share of all required points. Dashed: the median."))
  }

  private func checks(_ figures: ClassFigures) -> HTML {
    let failing = figures.checks.filter { $0.failed > 0 }
    let lessons = Set(failing.map(\.lesson)).sorted()
    let plots = lessons.enumerated().map { index, lesson -> HTML in
      let rows = failing.filter { $0.lesson == lesson }.prefix(12).map { check in
        Plot.Row(
          label: check.title, value: Double(check.failed) / Double(max(check.judged, 1)),
          words: "\(check.failed) of \(check.judged)", kind: "bad")
      }
      return .all([
        .unless(lessons.count < 2, .tag("h3", ["class": "lesson"], .text(lesson))),
        Plot.bars(
          rows, most: 1, title: "Share of submissions that fail each check of \(lesson)", id: "plot-checks\(index)"),
      ])
    }
    return .section(
      "Which checks fail", id: "checks", failing.isEmpty ? .tag("p", [:], "None does.") : .all(plots),
      .tag("p", ["class": "note", "style": "margin-top:.6rem"], "Of those that it was run for, most failures first."))
  }

  private func times(_ figures: ClassFigures) -> HTML {
    let seconds = figures.seconds
    let most = max(seconds.max() ?? 0, 0.1)
    // Whole steps that a person can read.
    let step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500].first { $0 * 8 >= most } ?? most / 8
    let count = max(min(Int((most / step).rounded(.up)), 8), 1)
    var bins = [Int](repeating: 0, count: count)
    for second in seconds { bins[min(max(Int(second / step), 0), count - 1)] += 1 }
    let slowest = figures.results.sorted { $0.evidence.durationMilliseconds > $1.evidence.durationMilliseconds }.prefix(
      3)
    return .section(
      "Time per submission", id: "times",
      Plot.histogram(
        bins, edges: (0...count).map { (Double($0) * step).shortText }, title: "How long judging took",
        axis: "seconds", median: seconds.median.map { $0 / (step * Double(count)) }, id: "plot-times"),
      .tag(
        "p", ["class": "note", "style": "margin-top:.6rem"], "Dashed: the median. Slowest: ",
        .all(
          slowest.enumerated().map { index, result in
            .all([
              index > 0 ? ", " : "", link(result.submission),
              .text(" (\(OutcomeWords.seconds(result.evidence.durationMilliseconds)))"),
            ])
          }), "."))
  }

  private func causes(_ figures: ClassFigures) -> HTML {
    let causes = figures.causes
    guard !causes.isEmpty else { return .nothing }
    return .section(
      "Most common causes", id: "causes",
      .table(
        caption:
          "What went wrong, by how many submissions it happened to\(causes.count > 25 ? "; 25 of \(causes.count)" : "")",
        columns: [("Cause", false), ("Check", false), ("Submissions", true), ("Such as", false)],
        rows: causes.prefix(25).map { cause in
          [
            .tag("code", [:], .text(cause.cause)), .text(cause.check), .text(String(cause.submissions.count)),
            links(cause.submissions),
          ]
        }, kind: "stack"))
  }

  // MARK: - Everyone

  private func everyone(_ figures: ClassFigures) -> HTML {
    .section(
      "All submissions", id: "all",
      .table(
        caption: "One row for each submission and lesson",
        columns: [
          ("Submission", false), ("Lesson", false), ("Outcome", false), ("Points", true), ("Bonus", true),
          ("Late", false),
          ("Failed", false), ("Time", true),
        ],
        rows: figures.results.map { result in
          let failed = ResultCase.all(result).filter { $0.status == .failed && !$0.isBonus }.map(\.id)
          return [
            link(result.submission), .text(result.lessonWords), OutcomeWords.chip(result.outcome),
            .text(result.gradable ? "\(result.score.points.shortText) of \(result.score.of.shortText)" : "–"),
            .text(result.score.bonus > 0 ? result.score.bonus.shortText : ""),
            .text(result.score.isLate == true ? "late" : ""), .text(failed.joined(separator: ", ")),
            .text(OutcomeWords.seconds(result.evidence.durationMilliseconds)),
          ]
        }, kind: "stack"))
  }
}
