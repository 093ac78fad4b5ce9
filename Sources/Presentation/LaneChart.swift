internal import Report

/// The lives of connections on one time axis, one below the other, with a mark for each thing that was done for them.
struct LaneChart {
  private let style: Style

  init(_ style: Style) {
    self.style = style
  }

  /// The last moment that any of them shows.
  static func end(of lanes: [Lane]) -> Double { lanes.flatMap { [$0.from, $0.to ?? 0] + $0.marks }.max() ?? 0 }

  /// `end` is where the axis ends when another chart shares it.
  func chart(_ lanes: [Lane], until end: Double? = nil) -> String {
    let end = end ?? Self.end(of: lanes)
    let label = lanes.map(\.label.count).max() ?? 0
    let note = lanes.map { $0.problem?.count ?? 0 }.max() ?? 0
    guard !style.isPlain, style.textWidth >= 40 + note else {
      return lanes.map { sentence($0) }.joined(separator: "\n")
    }
    let room = style.textWidth - label - note - 5
    let axis = "0 ms".padding(toLength: room - "\(Int(end)) ms".count) + "\(Int(end)) ms"
    return (["".padding(toLength: label + 3) + axis] + lanes.map { line($0, label, room, end) }).joined(separator: "\n")
  }

  private func line(_ lane: Lane, _ label: Int, _ room: Int, _ end: Double) -> String {
    let column = { (time: Double) in min(Int(time / max(end, 1) * Double(room)), room - 1) }
    let (open, mark) = style.hasUnicode ? ("━", "•") : ("=", "o")
    var cells = Array(repeating: " ", count: room)
    for cell in column(lane.from)...max(column(lane.from), column(lane.to ?? end)) { cells[cell] = open }
    // Within the connection's life, a mark would hide it.
    for time in lane.marks where lane.to.map({ time > $0 }) ?? false { cells[column(time)] = mark }
    let drawn = cells.joined()
    let name = "  " + lane.label.padding(toLength: label) + " "
    guard let problem = lane.problem else { return name + drawn.trimmedAtEnd }
    return name + style.paint(drawn + " " + problem, .red)
  }

  /// Where there is no room to draw.
  private func sentence(_ lane: Lane) -> String {
    let life = "\(Int(lane.from)) ms to " + (lane.to.map { "\(Int($0)) ms" } ?? "the end")
    return style.wrap(
      ([lane.label + ": " + life] + [lane.problem].compactMap(\.self)).joined(separator: ", "), indent: 2)
  }
}
