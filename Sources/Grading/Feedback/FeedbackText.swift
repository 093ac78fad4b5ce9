internal import Base
package import Report

/// What a student gets to read about a submission, as Markdown: what was measured, why it matters, the next step.
///
/// Everything that may come from the submission is in fenced code, where it is nothing but text.
package struct FeedbackText {
  private let results: [GradeResult]
  /// The title and summary of a lesson, by its id.
  private let lessons: [String: (title: String, summary: String)]

  /// `results` are those of one submission.
  package init(_ results: [GradeResult], lessons: [String: (title: String, summary: String)]) {
    self.results = results
    self.lessons = lessons
  }

  package var text: String {
    let name = results.first?.submission ?? ""
    return (["# Feedback for \(Self.code(name))"] + results.map(section)).joined(separator: "\n\n") + "\n"
  }

  private func section(_ result: GradeResult) -> String {
    let lesson = lessons[result.lesson]
    var parts = ["## \(lesson?.title ?? result.lesson) (\(result.lesson), \(result.track.rawValue))"]
    if let summary = lesson?.summary { parts.append(summary) }
    parts.append(Self.headline(result))
    if let review = result.review { parts.append("A person will look at this result: \(review)") }
    if let problem = result.problem { parts.append(Self.fenced(problem)) }
    if let report = result.report {
      let failed = report.checks.filter { $0.verdict != .pass }
      parts += failed.map { Self.check($0, result) }
      let passed = report.checks.filter { $0.verdict == .pass }
      if !passed.isEmpty {
        parts.append("### Passed\n\n" + passed.map { "- \($0.title)" }.joined(separator: "\n"))
      }
    }
    if let output = result.evidence.output, output.addsTo(result.report) {
      parts.append("\(output.title(result.report)):\n\n\(Self.fenced(output.text))")
    }
    return parts.joined(separator: "\n\n")
  }

  private static func headline(_ result: GradeResult) -> String {
    let score = result.score
    let points = "\(number(score.points)) of \(number(score.of)) points"
    let bonus = score.bonus > 0 ? ", \(number(score.bonus)) of them for bonus checks" : ""
    let late = score.isLate == true ? " It was late, which costs points." : ""
    return switch result.outcome {
    case .passed: "**Passed**: \(points)\(bonus).\(late)"
    case .failed: "**Not passed yet**: \(points)\(bonus).\(late)"
    case .rejected: "**Not judged**: nothing in the submission could be run. \(points).\(late)"
    case .inconclusive, .infrastructure:
      "**No result yet**: the machine that judged it is the reason, not the submission. This costs no points."
    }
  }

  private static func check(_ check: CheckOutcome, _ result: GradeResult) -> String {
    let weight = result.score.checks.first { $0.id == check.id }
    let points =
      weight.map { " (\(check.required ? "" : "bonus, ")\(number($0.points)) of \(number($0.of)) points)" } ?? ""
    var parts = ["### \(check.title)\(points)"]
    parts.append("Expected:\n\n\(fenced(check.expected))")
    parts.append("Measured:\n\n\(fenced(check.measured))")
    if let evidence = check.evidence, !evidence.text.isEmpty {
      parts.append((evidence.source == .log ? "The server's log:" : "The compiler:") + "\n\n" + fenced(evidence.text))
    }
    if !check.next.isEmpty { parts.append("Next step:\n\n\(fenced(check.next))") }
    return parts.joined(separator: "\n\n")
  }

  /// Without a fraction where there is none.
  package static func number(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return Int(exactly: rounded).map(String.init) ?? "\(rounded)"
  }

  /// In a fence that the text cannot close.
  private static func fenced(_ text: String) -> String {
    let longest = text.split { $0 != "`" }.map(\.count).max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return "\(fence)text\n\(text.harmless)\n\(fence)"
  }

  private static func code(_ name: String) -> String {
    "`\(name.excerpt().replacing("`", with: "'"))`"
  }
}
