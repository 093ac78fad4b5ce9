/// Requests as bars on one time axis: the clearest picture of a blocked loop.
package struct Lanes {
  package struct Lane {
    package let label: String
    package let milliseconds: Double
    /// True when the answer had not come by then.
    package let isWaiting: Bool

    package init(_ label: String, milliseconds: Double, isWaiting: Bool = false) {
      self.label = label
      self.milliseconds = milliseconds
      self.isWaiting = isWaiting
    }
  }

  private let style: Style

  package init(_ style: Style) {
    self.style = style
  }

  /// A picture for each group, at most `width` columns wide, all on one time axis so that they can be compared.
  package func pictures(_ groups: [[Lane]], width: Int? = nil) -> [String] {
    let all = groups.flatMap(\.self)
    let width = width ?? style.textWidth
    let longest = max(all.map(\.milliseconds).max() ?? 1, 1)
    let label = all.map(\.label.count).max() ?? 0
    // Two blanks before the label, one on each side of the bar.
    let room = max(width - label - (all.map { Self.value($0, width).count }.max() ?? 0) - 4, 1)
    return groups.map { lanes in
      lanes.map { lane in
        let cells = max(Int((lane.milliseconds / longest * Double(room)).rounded()), 1)
        let bar = style.isPlain ? "" : String(repeating: style.hasUnicode ? "█" : "#", count: cells) + " "
        return "  \(lane.label.padding(toLength: label)) \(bar)\(Self.value(lane, width))"
      }.joined(separator: "\n")
    }
  }

  private static func value(_ lane: Lane, _ width: Int) -> String {
    let number = lane.milliseconds < 10 ? String(lane.milliseconds) : String(Int(lane.milliseconds))
    guard lane.isWaiting else { return "\(number) ms" }
    return width < 60 ? "> \(number) ms" : "\(number) ms  and still waiting"
  }
}
