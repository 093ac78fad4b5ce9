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

  /// `longest` is the value of a full bar, the same for pictures that are to be compared.
  package func text(_ lanes: [Lane], longest: Double) -> String {
    let label = lanes.map(\.label.count).max() ?? 0
    let room = max(style.width - label - 24, 8)
    return lanes.map { lane in
      let cells = max(Int((lane.milliseconds / max(longest, 1) * Double(room)).rounded()), 1)
      let bar = style.isSpoken ? "" : String(repeating: style.hasUnicode ? "█" : "#", count: min(cells, room)) + " "
      let value = lane.milliseconds < 10 ? String(lane.milliseconds) : String(Int(lane.milliseconds))
      return "  \(lane.label.padding(toLength: label)) \(bar)\(value) ms\(lane.note.isEmpty ? "" : "  " + lane.note)"
    }.joined(separator: "\n")
  }
}
