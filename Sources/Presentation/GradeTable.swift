internal import Base
package import Report

/// The results of a class as a table, with a summary line.
package struct GradeTable {
  private let style: Style

  package init(_ style: Style) {
    self.style = style
  }

  package func text(_ results: [GradeResult]) -> String {
    let rows = results.sorted { ($0.submission, $0.lesson, $0.track) < ($1.submission, $1.lesson, $1.track) }
    return (style.isPlain || style.width < 60 ? rows.map(sentence).joined(separator: "\n") : table(rows)) + "\n\n"
      + style.wrap(summary(results))
  }

  /// "3 results: 1 passed, 2 failed"
  package func summary(_ results: [GradeResult]) -> String {
    let counts = GradeResult.Outcome.allCases.compactMap { outcome in
      let count = results.count { $0.outcome == outcome }
      return count > 0 ? "\(count) \(Self.word(outcome))" : nil
    }
    let review = results.count { $0.review != nil }
    return "\(results.count.counted("result")): " + counts.joined(separator: ", ")
      + (review > 0 ? "; \(review) for a person to review" : "")
  }

  private func table(_ rows: [GradeResult]) -> String {
    TextTable(
      columns: [
        .init(title: "submission", isBreakable: true), .init(title: "lesson"), .init(title: "track"),
        .init(title: "outcome"), .init(title: "points", isNumber: true),
        .init(title: "not passed", isBreakable: true),
      ],
      rows: rows.map { result in
        [
          .init(text: result.submission.excerpt(40)), .init(text: result.lesson), .init(text: result.track.rawValue),
          .init(text: Self.word(result.outcome), color: Self.color(result.outcome)), .init(text: Self.points(result)),
          .init(text: remark(result)),
        ]
      }
    ).text(style)
  }

  private func sentence(_ result: GradeResult) -> String {
    style.wrap(
      "\(result.submission.excerpt(40)), \(result.lesson), \(result.track.rawValue): \(Self.word(result.outcome)), "
        + "\(Self.points(result)) points. \(remark(result))")
  }

  /// The checks that did not pass, or why there are none.
  private func remark(_ result: GradeResult) -> String {
    let review = result.review == nil ? [] : ["review!"]
    if let problem = result.problem, result.report == nil {
      return (review + [Self.firstSentence(of: problem).excerpt(80)]).joined(separator: " ")
    }
    let failed = result.report?.checks.filter { $0.verdict != .pass } ?? []
    let names = failed.map { $0.id + ($0.required ? "" : " (bonus)") }.joined(separator: ", ")
    return (review + (names.isEmpty ? [] : [names])).joined(separator: " ")
  }

  private static func firstSentence(of text: String) -> String {
    text.firstRange(of: ". ").map { String(text[..<$0.lowerBound]) + "." } ?? text
  }

  static func word(_ outcome: GradeResult.Outcome) -> String {
    switch outcome {
    case .passed, .failed, .rejected, .inconclusive: outcome.rawValue
    case .infrastructure: "not judged"
    }
  }

  static func points(_ result: GradeResult) -> String {
    result.gradable ? "\(number(result.score.points))/\(number(result.score.of))" : "-"
  }

  private static func number(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return Int(exactly: rounded).map(String.init) ?? "\(rounded)"
  }

  private static func color(_ outcome: GradeResult.Outcome) -> Style.Color {
    switch outcome {
    case .passed: .green
    case .failed, .rejected: .red
    case .inconclusive, .infrastructure: .yellow
    }
  }
}
