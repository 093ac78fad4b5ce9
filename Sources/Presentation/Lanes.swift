/// Requests as bars on one time axis: the clearest picture of a blocked loop.
package struct Lanes {
  package struct Lane {
    package let label: String
    package let milliseconds: Double
    package let note: String

    package init(_ label: String, milliseconds: Double, note: String = "") {
      self.label = label
      self.milliseconds = milliseconds
      self.note = note
    }
  }

  private let style: Style

  package init(_ style: Style) {
    self.style = style
  }

  /// A picture for each group, all on one time axis so that they can be compared.
  package func pictures(_ groups: [[Lane]]) -> [String] {
    let all = groups.flatMap(\.self)
    let longest = max(all.map(\.milliseconds).max() ?? 1, 1)
    let label = all.map(\.label.count).max() ?? 0
    // Two blanks before the label, one on each side of the bar.
    let room = max(style.width - label - (all.map { Self.value($0).count }.max() ?? 0) - 4, 8)
    return groups.map { lanes in
      lanes.map { lane in
        let cells = max(Int((lane.milliseconds / longest * Double(room)).rounded()), 1)
        let bar = style.isSpoken ? "" : String(repeating: style.hasUnicode ? "█" : "#", count: cells) + " "
        return "  \(lane.label.padding(toLength: label)) \(bar)\(Self.value(lane))"
      }.joined(separator: "\n")
    }
  }

  private static func value(_ lane: Lane) -> String {
    let number = lane.milliseconds < 10 ? String(lane.milliseconds) : String(Int(lane.milliseconds))
    return "\(number) ms\(lane.note.isEmpty ? "" : "  " + lane.note)"
  }
}
