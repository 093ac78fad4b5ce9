package import Verification

/// The broken module's report beside that of the learner's own: what was, and what is.
package struct BeforeAfterView {
  private let style: Style

  package init(_ style: Style) {
    self.style = style
  }

  package func text(before: Report, now: Report) -> String {
    let pictures = pictures(before, now)
    return (pictures.isEmpty ? "" : pictures + "\n\n") + table(before, now)
  }

  private func pictures(_ before: Report, _ now: Report) -> String {
    let lanes = [DamageView.lanes(before), DamageView.lanes(now)]
    guard lanes.allSatisfy({ !$0.isEmpty }) else { return "" }
    let head = "Someone asks for /ping while slow requests are under way"
    let isBeside = style.textWidth >= 72 && !style.isPlain
    let drawn = Lanes(style).pictures(lanes, width: isBeside ? (style.textWidth - 3) / 2 : style.textWidth)
    guard isBeside else { return "\(style.wrap("\(head); before:"))\n\(drawn[0])\n\nnow:\n\(drawn[1])" }
    return "\(head):\n" + beside(["before\n" + drawn[0], "now\n" + drawn[1]])
  }

  /// Two texts in columns of one width.
  private func beside(_ texts: [String]) -> String {
    let columns = texts.map { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
    let width = columns[0].map(\.count).max() ?? 0
    let separator = style.hasUnicode ? " │ " : " | "
    return (0..<max(columns[0].count, columns[1].count)).map { row in
      let cells = columns.map { row < $0.count ? $0[row] : "" }
      return cells[0].padding(toLength: width) + separator + cells[1]
    }.joined(separator: "\n")
  }

  private func table(_ before: Report, _ now: Report) -> String {
    let former = Dictionary(before.checks.map { ($0.id, $0.verdict) }) { first, _ in first }
    if style.isPlain || style.width < 40 {
      return now.checks.map {
        style.wrap("\($0.id): before \(word(former[$0.id])), now \(word($0.verdict))")
      }.joined(separator: "\n")
    }
    let width = (now.checks.map(\.id.count).max() ?? 0) + 2
    let head = "".padding(toLength: width) + "before  now"
    let rows = now.checks.map { check in
      // "before  now" and what stands between the columns.
      let measured = style.shortened(check.measured.prefix { $0 != "\n" }.description, to: style.textWidth - width - 15)
      return check.id.padding(toLength: width) + word(former[check.id]) + "    " + word(check.verdict) + "   "
        + measured
    }
    return ([head] + rows).joined(separator: "\n")
  }

  private func word(_ verdict: Verdict?) -> String {
    switch verdict {
    case .pass: style.paint("pass", .green)
    case .fail: style.paint("fail", .red)
    case .inconclusive: style.paint("????", .yellow)
    case nil: "-   "
    }
  }
}
