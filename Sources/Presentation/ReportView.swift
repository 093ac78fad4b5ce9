package import Report

/// A report as text.
package struct ReportView {
  private static let column = 13

  private let style: Style
  private let verify: String
  private let run: String

  /// `verify` and `run` are the commands that judge and run the same module again.
  package init(_ style: Style, verify: String, run: String) {
    self.style = style
    self.verify = verify
    self.run = run
  }

  package func text(_ report: Report) -> String {
    checks(report) + "\n" + summary(report)
  }

  package func checks(_ report: Report) -> String {
    report.checks.map { text($0, of: report) }.joined(separator: "\n")
  }

  /// The first check that did not pass, required ones before bonuses; nil when all passed.
  package func firstFailure(_ report: Report) -> String? {
    let failed = report.checks.filter { $0.verdict != .pass }
    return (failed.first(where: \.required) ?? failed.first).map { text($0, of: report) }
  }

  private func text(_ check: CheckOutcome, of report: Report) -> String {
    let bonus = check.required ? "" : " (bonus)"
    let name = isNarrow ? check.id : check.id.padding(toLength: 12)
    let line = "\(style.mark(check)) \(style.paint(name, .bold)) \(check.title)\(bonus)"
    let head = isNarrow ? style.wrap(line) : line
    guard check.verdict != .pass else { return head + "\n" + entry("measured", check.measured) }
    var lines = [head, entry("expected", check.expected), entry("measured", check.measured)]
    if let evidence = check.evidence {
      let printer = evidence.source == .log ? "the module" : "the compiler"
      lines.append(
        entry(
          evidence.source.rawValue, evidence.text.isEmpty ? "empty: \(printer) printed nothing" : evidence.text))
    }
    if !check.reproduce.isEmpty {
      // A module that never started has no check to play the part of.
      let part = report.started ? " --as \(check.id)" : ""
      lines.append(
        commands("by hand", ["\(run)\(part) --seed \(report.seed)", Self.remark(check.reproduce), check.reproduce]))
    }
    if report.started {
      lines.append(commands("again", ["\(verify) --check \(check.id) --seed \(report.seed)"]))
    }
    if !check.next.isEmpty { lines.append(entry("next", check.next)) }
    return lines.joined(separator: "\n")
  }

  /// Too narrow for a column of labels.
  private var isNarrow: Bool { style.width < 40 }

  private func entry(_ label: String, _ text: String) -> String {
    if isNarrow { return style.paint(label, .dim) + "\n" + style.wrap(text, indent: 2) }
    let wrapped = style.wrap(text, indent: Self.column)
    return "  " + style.paint(label.padding(toLength: Self.column - 2), .dim) + wrapped.dropFirst(Self.column)
  }

  /// Never wrapped, because they are meant to be pasted.
  private func commands(_ label: String, _ commands: [String]) -> String {
    if isNarrow { return ([style.paint(label, .dim)] + commands).joined(separator: "\n") }
    let labels = [label] + Array(repeating: "", count: commands.count - 1)
    return zip(labels, commands).map { "  \(style.paint($0.padding(toLength: Self.column - 2), .dim))\($1)" }
      .joined(separator: "\n")
  }

  /// Commands that use `${PID:?}` and the like stop with an error where `run`'s variables are not set.
  private static func remark(_ commands: String) -> String {
    commands.contains("${")
      ? "# in a second terminal, after the export line that run prints:" : "# in a second terminal:"
  }

  private static func stars(_ score: Report.Score) -> String {
    score.ofStars == 0 ? "" : " \(score.stars) of \(score.ofStars) stars,"
  }

  /// One line, wrapped on a narrow screen.
  package func summary(_ report: Report) -> String {
    let passed = report.checks.count { $0.verdict == .pass }
    let seconds = (report.durationMilliseconds / 100).rounded() / 10
    let words =
      switch report.verdict {
      case .pass: style.paint("pass", .green)
      case .fail: style.paint("fail", .red)
      case .inconclusive: style.paint("inconclusive", .yellow)
      }
    return style.wrap(
      "\(report.lesson), \(report.track.rawValue): \(words), \(passed) of \(report.checks.count) checks, "
        + "\(report.score.points) of \(report.score.of) points,\(Self.stars(report.score)) \(seconds) s, seed \(report.seed)"
    )
  }
}
