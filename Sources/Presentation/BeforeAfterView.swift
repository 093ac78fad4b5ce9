package import Report

/// The broken module's report beside that of the learner's own module.
package struct BeforeAfterView {
  private let style: Style

  package init(_ style: Style) {
    self.style = style
  }

  package func text(before: Report, now: Report) -> String {
    [picture(before, now), table(before, now)].compactMap(\.self).joined(separator: "\n\n")
  }

  /// The chart that `start` drew, beside the same one now; nil if they cannot be compared.
  private func picture(_ before: Report, _ now: Report) -> String? {
    guard let former = before.mostTelling, let exhibit = former.picture,
      let latter = now.checks.first(where: { $0.id == former.id })?.picture
    else { return nil }
    return ExhibitView(style).text(before: exhibit, now: latter)
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
      // 15: "before  now" and the spaces between the columns.
      let measured = style.shortened(check.measured, to: style.textWidth - width - 15)
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
