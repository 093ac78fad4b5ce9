package import Report

/// What is wrong with the broken server, and what is left of that after a fix.
package struct DamageView {
  private let style: Style

  package init(_ style: Style) {
    self.style = style
  }

  package func text(broken: Report, fixed: Report?) -> String {
    let reports = [("broken", broken)] + (fixed.map { [("fixed", $0)] } ?? [])
    let check = broken.mostTelling?.id
    let exhibits = reports.compactMap { state, report in
      report.checks.first { $0.id == check }?.picture.map { (state: state, exhibit: $0) }
    }
    let drawn = exhibits.map { ExhibitView(style).text($0.exhibit, state: $0.state, on: exhibits.map(\.exhibit)) }
    return (drawn + reports.map { style.wrap("\($0.0.capitalized): \(Self.verdicts($0.1))") }).joined(
      separator: "\n\n")
  }

  /// What is wrong with a module, in a chart and in the words of the checks.
  package func text(broken: Report) -> String {
    let drawn = broken.mostTelling?.picture.map { [ExhibitView(style).text($0)] } ?? []
    let failures = broken.checks.filter { $0.verdict == .fail && $0.required }.map { check in
      let title = style.wrap(check.title, indent: 2).dropFirst(2)
      let measured = style.wrap(check.measured, indent: 4)
      return "\(style.mark(.fail)) \(title)\n\(measured)"
    }
    let list =
      failures.isEmpty
      ? "" : ([style.wrap("Failing checks, measured just now:")] + failures).joined(separator: "\n")
    return (drawn + [list]).filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private static func verdicts(_ report: Report) -> String {
    report.checks.map { "\($0.id) \($0.verdict.rawValue)" }.joined(separator: ", ")
  }
}
