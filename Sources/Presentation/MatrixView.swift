package import Verification

/// The table of `lesson check`: each shipped module, what it must fail, and what it did fail.
package struct MatrixView {
  private let style: Style

  package init(_ style: Style) {
    self.style = style
  }

  package func row(_ outcome: ModuleOutcome) -> String {
    let name = "\(outcome.module.track.rawValue) \(outcome.module.kind.rawValue) \(outcome.module.name)"
    let mark =
      outcome.isAsExpected ? style.paint("ok ", .green) : style.paint("BAD", .red)
    let seen = outcome.seen.map(Self.list).uniqued().joined(separator: " | ")
    let expected = Self.list(outcome.module.fails)
    let difference = outcome.isAsExpected ? "" : "  expected \(expected)"
    let seconds = outcome.seconds.sorted()
    let median = seconds.isEmpty ? 0 : seconds[seconds.count / 2]
    let time = (median * 100).rounded() / 100
    return "\(mark) \(name.padding(toLength: 42)) \(String(time).padding(toLength: 5)) s  fails: \(seen)\(difference)"
  }

  package func summary(_ outcomes: [ModuleOutcome]) -> String {
    let runs = outcomes.map(\.seen.count).reduce(0, +)
    let wrong = outcomes.map(\.wrong).reduce(0, +)
    let unsure = outcomes.map(\.inconclusive).reduce(0, +)
    return "\(outcomes.count) modules, \(runs) runs: \(wrong) wrong verdicts, \(unsure) inconclusive"
  }

  private static func list(_ checks: Set<String>) -> String {
    checks.isEmpty ? "none" : checks.sorted().joined(separator: ", ")
  }
}

extension Sequence<String> {
  fileprivate func uniqued() -> [String] {
    reduce(into: []) { known, text in if !known.contains(text) { known.append(text) } }
  }
}
