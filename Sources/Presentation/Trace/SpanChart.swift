internal import Report

/// Lanes of states on one time axis, one below the other.
struct SpanChart {
  private let style: Style

  init(_ style: Style) {
    self.style = style
  }

  /// Whether there is room to draw; otherwise the caller says it in words.
  var canDraw: Bool { !style.isPlain && style.textWidth >= 50 }

  func chart(_ lanes: [TraceLane], until end: Double) -> String {
    let label = min(lanes.map(\.label.count).max() ?? 0, style.textWidth / 3)
    let room = style.textWidth - label - 4
    let axis = "0 ms".padding(toLength: room - "\(Int(end)) ms".count) + "\(Int(end)) ms"
    let rows = lanes.map { lane in
      "  " + style.shortened(lane.label, to: label).padding(toLength: label) + "  " + cells(lane, room, end)
    }
    return (["".padding(toLength: label + 4) + axis] + rows).joined(separator: "\n")
  }

  /// What the signs mean, for the states that a chart shows.
  func legend(_ lanes: [TraceLane]) -> String {
    let states = Set(lanes.flatMap { $0.spans.map(\.state) })
    return TraceSpan.State.allCases.filter(states.contains).compactMap { state in
      state.words.map { "\(state.sign(style)) \($0)" }
    }.joined(separator: "   ")
  }

  /// Each cell has the state that lasted longest in its time.
  private func cells(_ lane: TraceLane, _ room: Int, _ end: Double) -> String {
    let width = max(end, 1) / Double(room)
    var shares = Array(repeating: [TraceSpan.State: Double](), count: room)
    for span in lane.spans {
      let to = min(span.to ?? end, end)
      let cells = Int(span.from / width)...max(Int(span.from / width), Int(to / width))
      for cell in cells.clamped(to: 0...(room - 1)) {
        let from = Double(cell) * width
        shares[cell][span.state, default: 0] += max(min(to, from + width) - max(span.from, from), width / 1_000)
      }
    }
    let drawn = shares.map { share in
      share.max { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }?.key
    }
    return drawn.map { $0.map { style.paint($0.sign(style), $0.color) } ?? " " }.joined().trimmedAtEnd
  }
}

extension TraceSpan.State {
  func sign(_ style: Style) -> String {
    switch self {
    case .runs: style.hasUnicode ? "█" : "#"
    case .waitsForEvents: style.hasUnicode ? "·" : "."
    case .asleep: style.hasUnicode ? "▒" : "z"
    case .waitsForProcessor: style.hasUnicode ? "░" : "?"
    case .open: style.hasUnicode ? "━" : "="
    case .outlives: style.hasUnicode ? "╍" : "~"
    }
  }

  /// Nil for what needs no legend.
  var words: String? {
    switch self {
    case .runs: "runs"
    case .waitsForEvents: "waits for events"
    case .asleep: "asleep"
    case .waitsForProcessor: "waits for a CPU"
    case .open: nil
    case .outlives: "outlives its client"
    }
  }

  var color: Style.Color {
    switch self {
    case .asleep, .outlives: .red
    case .runs: .yellow
    case .waitsForEvents, .waitsForProcessor: .dim
    case .open: .bold
    }
  }
}

extension String {
  /// Without spaces at its end.
  var trimmedAtEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
