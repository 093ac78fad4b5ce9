extension GradeEvidence.Output {
  /// Whose words they are, such as "What the module printed"; `report` is that of the run, or nil when it has none.
  package func title(_ report: Report?) -> String {
    report?.checks.first?.evidence?.source == .compiler ? "What the compiler printed" : "What the module printed"
  }

  /// Whether it is worth reading beside `report`: that of a module that runs has what matters of the log in its checks.
  package func addsTo(_ report: Report?) -> Bool {
    guard let report else { return !Self.lines(text).isEmpty }
    let shown = report.checks.first?.evidence?.text ?? ""
    return !report.started && Self.lines(text) != Self.lines(shown)
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
  }
}
