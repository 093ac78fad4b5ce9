internal import Report

extension Style {
  /// A verdict at a glance.
  func mark(_ verdict: Verdict) -> String {
    switch verdict {
    case .pass: paint(sign("✔", "pass"), .green)
    case .fail: paint(sign("✘", "FAIL"), .red)
    case .inconclusive: paint(sign("?", "????"), .yellow)
    }
  }

  /// A check at a glance; for a bonus, a star that is filled if it was earned.
  func mark(_ check: CheckOutcome) -> String {
    switch check.verdict {
    case .pass where !check.required: paint(sign("★", "star"), .green)
    case .fail where !check.required: paint(sign("☆", "none"), .yellow)
    default: mark(check.verdict)
    }
  }

  private func sign(_ sign: String, _ word: String) -> String {
    hasUnicode && !isPlain ? sign : word
  }
}
