internal import Verification

extension Style {
  /// A verdict at a glance.
  func mark(_ verdict: Verdict) -> String {
    switch verdict {
    case .pass: paint(sign("✔", "pass"), .green)
    case .fail: paint(sign("✘", "FAIL"), .red)
    case .inconclusive: paint(sign("?", "????"), .yellow)
    }
  }

  private func sign(_ sign: String, _ word: String) -> String {
    hasUnicode && !isPlain ? sign : word
  }
}
