internal import Report

/// Amounts as bars on one scale: several requests on one time axis, for example.
struct BarChart {
  private let style: Style

  init(_ style: Style) {
    self.style = style
  }

  /// A chart for each group, at most `width` columns wide, all on one scale so that they can be compared.
  func charts(_ groups: [[Bar]], width: Int? = nil) -> [String] {
    let all = groups.flatMap(\.self)
    let width = width ?? style.textWidth
    let largest = max(all.map(\.value).max() ?? 1, 1)
    let label = all.map(\.label.count).max() ?? 0
    // Two spaces before the label, and one on each side of the bar.
    let room = max(width - label - (all.map { Self.value($0, width).count }.max() ?? 0) - 4, 1)
    return groups.map { bars in
      bars.map { bar in
        let cells = max(Int((bar.value / largest * Double(room)).rounded()), 1)
        let drawn = style.isPlain ? "" : String(repeating: style.hasUnicode ? "█" : "#", count: cells) + " "
        return "  \(bar.label.padding(toLength: label)) \(drawn)\(Self.value(bar, width))"
      }.joined(separator: "\n")
    }
  }

  private static func value(_ bar: Bar, _ width: Int) -> String {
    let number = bar.value < 10 ? String((bar.value * 10).rounded() / 10) : String(Int(bar.value))
    guard bar.isOpen else { return "\(number) \(bar.unit)" }
    return width < 60 ? "> \(number) \(bar.unit)" : "\(number) \(bar.unit)  and still waiting"
  }
}
