internal import Base
internal import Report

/// What a race measured of one server, as inline SVG, on the scale that both servers share.
enum RacePlot {
  private static let width = 480.0
  /// From one lane to the next.
  private static let step = 42.0

  static func html(_ picture: RacePicture, of all: [RacePicture], name: String, id: String) -> HTML {
    let title = "What was measured of the \(name) server"
    switch picture.content {
    case .timeline(let lanes):
      return timeline(lanes, picture.elapsed, end: max(all.map(\.elapsed).max() ?? 0, 1), title: title, id: id)
    case .bars(let bars):
      let most = all.compactMap(\.bars).flatMap { $0.map(\.value) }.max() ?? 0
      let kind = picture.figures.first?.isBad == true ? "bad" : "good"
      return Plot.bars(
        bars.map { Plot.Row(label: $0.label, value: $0.value, words: "\($0.value.shortText) \($0.unit)", kind: kind) },
        most: most, title: title, id: id)
    case .exchanges(let rows): return exchanges(rows, title)
    }
  }

  private static func timeline(
    _ lanes: [RaceLane], _ elapsed: Double, end: Double, title: String, id: String
  ) -> HTML {
    let place = { (time: Double) in min(max(time / end, 0), 1) * width }
    let shapes = lanes.enumerated().map { index, lane -> HTML in
      let y = Double(index) * step
      return .all([
        .tag(
          "text", ["x": "0", "y": (y + 14).shortText], .text(lane.label.documentLine(Plot.room(beside: lane.note)))),
        .tag(
          "text", ["class": "soft", "x": width.shortText, "y": (y + 14).shortText, "text-anchor": "end"],
          .text(lane.note)),
        Plot.rectangle("track", x: 0, y: y + 22, width: width, height: 9),
        // What the race is there to show lies on top.
        .each(lane.spans.filter { $0.state != .bad } + lane.spans.filter { $0.state == .bad }) { span in
          let from = place(span.from)
          return shape(span.state, x: from, y: y, width: max(place(span.to ?? elapsed) - from, 1.5))
        },
      ])
    }
    return Plot.svg(
      width: width, height: Double(lanes.count) * step - 6, id: id, title: title,
      description: lanes.map { "\($0.label): \($0.note.isEmpty ? "no remark" : $0.note)" }.joined(separator: "; "),
      .all(shapes))
  }

  /// Of a different height for each state, for those who see no colors.
  private static func shape(_ state: RaceLane.State, x: Double, y: Double, width: Double) -> HTML {
    switch state {
    case .good: Plot.rectangle("good", x: x, y: y + 22, width: width, height: 9)
    case .bad: Plot.rectangle("bad", x: x, y: y + 19, width: width, height: 15)
    case .waiting: Plot.rectangle("warn", x: x, y: y + 25, width: width, height: 3)
    }
  }

  private static func exchanges(_ rows: [ExchangeRow], _ title: String) -> HTML {
    .table(
      caption: title, columns: [("Request", false), ("Response", false)],
      rows: rows.map { row in
        [
          .text(row.request.documentLine()),
          .all([
            .tag(
              "span", ["class": row.holds ? "mark good-text" : "mark bad-text"], row.holds ? "✔ " : "✘ "),
            .tag("code", [:], .text(row.seen.documentLine(200))),
            .unless(
              row.holds,
              .tag("div", ["class": "soft"], .text("expected: \(row.expected.documentLine(200))"))),
          ]),
        ]
      }, kind: "stack")
  }
}

extension RacePicture {
  /// Nil for any other picture.
  fileprivate var bars: [Bar]? {
    if case .bars(let bars) = content { bars } else { nil }
  }
}
