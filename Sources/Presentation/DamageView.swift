internal import Probes
package import Verification

/// What a user of the broken server suffers, beside the same server repaired.
package struct DamageView {
  private let style: Style

  package init(_ style: Style) {
    self.style = style
  }

  package func text(broken: Report, repaired: Report?) -> String {
    let pictures = [("broken", broken)] + (repaired.map { [("repaired", $0)] } ?? [])
    let lanes = Lanes(style).pictures(pictures.map { Self.lanes($0.1) })
    let drawn = zip(pictures, lanes).filter { !$1.isEmpty }.map { picture, lanes in
      style.wrap("Someone asks for /ping while slow requests are under way; \(picture.0):") + "\n\(lanes)"
    }
    return (drawn + pictures.map { style.wrap("\($0.0.capitalized): \(Self.verdicts($0.1))") }).joined(
      separator: "\n\n")
  }

  /// What is wrong with a module, in a picture and in the checks' own words.
  package func text(broken: Report) -> String {
    let lanes = Lanes(style).pictures([Self.lanes(broken)])[0]
    let picture =
      lanes.isEmpty ? [] : [style.wrap("Someone asks for /ping while slow requests are under way:") + "\n\(lanes)"]
    let failures = broken.checks.filter { $0.verdict == .fail }.map { check in
      let title = style.wrap(check.title, indent: 2).dropFirst(2)
      let measured = style.wrap(check.measured, indent: 4)
      return "\(style.mark(.fail)) \(title)\n\(measured)"
    }
    let list =
      failures.isEmpty
      ? "" : ([style.wrap("What does not hold, measured just now:")] + failures).joined(separator: "\n")
    return (picture + [list]).filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// The requests of a check that timed a ping against slow answers.
  static func lanes(_ report: Report) -> [Lanes.Lane] {
    for check in report.checks {
      guard case .list(let answers)? = check.measurements["answers_ms"] else { continue }
      let slow = answers.enumerated().compactMap { index, answer in
        answer.amount.map { Lanes.Lane("slow #\(index + 1)", milliseconds: $0) }
      }
      guard let duration = check.measurements["duration_ms"]?.amount else { return slow }
      let ping = check.measurements["ping_ms"]?.amount
      return slow
        + [Lanes.Lane("/ping", milliseconds: ping ?? duration, isWaiting: ping == nil)]
    }
    return []
  }

  private static func verdicts(_ report: Report) -> String {
    report.checks.map { "\($0.id) \($0.verdict.rawValue)" }.joined(separator: ", ")
  }
}
