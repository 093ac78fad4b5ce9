internal import Report

/// Both servers of a race, one above the other on one scale, so that the picture fits on a projector.
struct RaceView {
  private let style: Style

  init(_ style: Style) {
    self.style = style
  }

  /// `names` are those of the servers. An empty line between the two is left out where there is no room for it.
  func lines(_ pictures: [RacePicture?], names: [String], room: Int) -> [String] {
    let lines = lines(pictures, names)
    return lines.count > room ? lines.filter { !$0.isEmpty } : lines
  }

  private func lines(_ pictures: [RacePicture?], _ names: [String]) -> [String] {
    let known = pictures.compactMap(\.self)
    let axis = Axis(known, style)
    let charts = bars(known)
    return zip(names, pictures).enumerated().flatMap { index, one -> [String] in
      let (name, picture) = one
      let gap = index == 0 ? [] : [""]
      guard let picture else { return gap + [heading(name, nil)] }
      let body: [String] =
        switch picture.content {
        case .timeline(let lanes): self.lanes(lanes, picture.elapsed, axis)
        case .exchanges(let rows): rows.map(row)
        case .bars: charts[min(index, charts.count - 1)]
        }
      return gap + [heading(name, picture)] + body
    }
  }

  /// With as many of the figures as there is room for.
  private func heading(_ name: String, _ picture: RacePicture?) -> String {
    var heading = style.paint(name.uppercased(), .bold)
    var width = name.count
    for figure in picture?.figures ?? [] {
      let words = "\(figure.label) \(figure.words)"
      width += 3 + words.count
      guard width <= style.width else { break }
      heading += "   " + (figure.isBad.map { style.paint(words, $0 ? .red : .green) } ?? words)
    }
    return heading
  }

  private func bars(_ pictures: [RacePicture]) -> [[String]] {
    let groups = pictures.compactMap { picture -> [Bar]? in
      if case .bars(let bars) = picture.content { bars } else { nil }
    }
    return BarChart(style).charts(groups).map { $0.split(separator: "\n").map(String.init) }
  }

  private func row(_ row: ExchangeRow) -> String {
    let width = min(30, style.width / 2 - 3)
    let label = style.shortened(row.request, to: width).padding(toLength: width)
    let seen = row.holds ? row.seen : "\(row.seen) (expected \(row.expected))"
    let mark = style.mark(row.holds ? .pass : .fail)
    // A space after each.
    let room = style.width - width - (style.isPlain ? mark.count : 1) - 2
    return "\(mark) \(label) \(style.shortened(seen, to: room))"
  }

  /// What both servers' lanes share, so that they can be compared.
  private struct Axis {
    private static let longestLabel = 16
    private static let least = 8

    let end: Double
    /// The columns for the label, the axis, and the note, with a space between them.
    let label: Int
    let room: Int
    let note: Int

    init(_ pictures: [RacePicture], _ style: Style) {
      let lanes = pictures.flatMap { $0.lanes ?? [] }
      end = max(pictures.map(\.elapsed).max() ?? 0, 1)
      label = min(lanes.map(\.label.count).max() ?? 0, Self.longestLabel, max(style.width / 3, Self.least))
      note = min(lanes.map(\.note.count).max() ?? 0, max(style.width - label - Self.least - 2, 0))
      room = max(style.width - label - note - 2, Self.least)
    }
  }

  private func lanes(_ lanes: [RaceLane], _ now: Double, _ axis: Axis) -> [String] {
    guard !style.isPlain else {
      return lanes.map { "  \($0.label): \($0.note.isEmpty ? "in progress" : $0.note)" }
    }
    return lanes.map { lane in
      style.shortened(lane.label, to: axis.label).padding(toLength: axis.label) + " "
        + cells(lane, now, axis.end, axis.room) + " " + style.shortened(lane.note, to: axis.note)
    }
  }

  /// Neighbours in one color are painted together.
  private func cells(_ lane: RaceLane, _ now: Double, _ end: Double, _ room: Int) -> String {
    var states = [RaceLane.State?](repeating: nil, count: room)
    let column = { (time: Double) in min(max(Int(time / end * Double(room)), 0), room - 1) }
    for span in lane.spans {
      for cell in column(span.from)...max(column(span.from), column(span.to ?? now)) {
        // What the race is there to show is never hidden by what comes after it.
        if states[cell] != .bad { states[cell] = span.state }
      }
    }
    var drawn = ""
    var start = states.startIndex
    while start < states.endIndex {
      let state = states[start]
      let next = states[start...].firstIndex { $0 != state } ?? states.endIndex
      let text = String(repeating: glyph(state), count: next - start)
      drawn += color(state).map { style.paint(text, $0) } ?? text
      start = next
    }
    return drawn
  }

  /// Different for each state, for those who see no colors.
  private func glyph(_ state: RaceLane.State?) -> String {
    switch state {
    case .good?: style.hasUnicode ? "━" : "="
    case .bad?: style.hasUnicode ? "█" : "#"
    case .waiting?: style.hasUnicode ? "─" : "-"
    case nil: " "
    }
  }

  private func color(_ state: RaceLane.State?) -> Style.Color? {
    switch state {
    case .good?: .green
    case .bad?: .red
    case .waiting?: .yellow
    case nil: nil
    }
  }
}
