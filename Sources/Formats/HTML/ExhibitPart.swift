internal import Base
internal import Report

/// What a check shows beside its sentences.
enum ExhibitPart {
  static func html(_ exhibit: Exhibit?, id: String) -> HTML {
    guard let exhibit else { return .nothing }
    let caption = exhibit.caption ?? ""
    switch exhibit.content {
    case .exchanges(let rows):
      return exchanges(rows.problemsFirst, caption.isEmpty ? "Requests of this check" : caption)
    case .bars(let bars): return self.bars(bars, caption.isEmpty ? "Amounts that this check measured" : caption, id)
    case .lanes(let lanes): return self.lanes(lanes, caption.isEmpty ? "Connections of this check" : caption, id)
    }
  }

  private static func exchanges(_ rows: [ExchangeRow], _ caption: String) -> HTML {
    .table(
      caption: caption, columns: [("Request", false), ("Expected", false), ("Seen", false), ("Result", false)],
      rows: rows.map { row in
        [
          .tag("code", [:], .text(row.request.documentLine())), .text(row.expected.documentLine()),
          .text(row.seen.documentLine()),
          row.holds
            ? .tag("span", ["class": "mark good-text"], "✔ as expected")
            : .tag("span", ["class": "mark bad-text"], "✘ differs"),
        ]
      }, kind: "stack")
  }

  private static func bars(_ bars: [Bar], _ caption: String, _ id: String) -> HTML {
    let rows = bars.prefix(30).map { bar in
      Plot.Row(
        label: bar.label, value: bar.value.isFinite ? bar.value : 0,
        words: "\(bar.isOpen ? "more than " : "")\(bar.value.shortText) \(bar.unit.documentLine(20))")
    }
    return figure(Plot.bars(rows, title: caption, id: "\(id)-bars"), caption)
  }

  private static func lanes(_ lanes: [Lane], _ caption: String, _ id: String) -> HTML {
    let width = 480.0
    let last = max(lanes.flatMap { [$0.from, $0.to ?? 0] + $0.marks }.filter(\.isFinite).max() ?? 0, 1)
    let place = { (time: Double) in time.isFinite ? min(max(time / last, 0), 1) * width : 0 }
    let shapes = lanes.prefix(30).enumerated().map { index, lane -> HTML in
      let y = Double(index) * 42
      let (from, to) = (place(lane.from), lane.to.map(place) ?? width)
      return .all([
        .tag(
          "text", ["x": "0", "y": (y + 14).shortText],
          .text(lane.label.documentLine(Plot.room(beside: lane.problem?.documentLine(40) ?? "")))),
        .tag(
          "text",
          ["class": lane.problem == nil ? "soft" : "bad", "x": "480", "y": (y + 14).shortText, "text-anchor": "end"],
          .text(lane.problem?.documentLine(40) ?? "")),
        Plot.rectangle("track", x: 0, y: y + 21, width: width, height: 9),
        Plot.rectangle(lane.problem == nil ? "blue" : "bad", x: from, y: y + 21, width: max(to - from, 2), height: 9),
        .each(lane.marks.prefix(200)) {
          let x = place($0).shortText
          return .tag("line", ["class": "limit", "x1": x, "x2": x, "y1": (y + 18).shortText, "y2": (y + 33).shortText])
        },
      ])
    }
    let words = lanes.prefix(30).map { "\($0.label): \($0.problem ?? "as it should be")" }.joined(separator: "; ")
    return figure(
      Plot.svg(
        width: width, height: Double(min(lanes.count, 30)) * 42 - 8, id: "\(id)-lanes", title: caption,
        description: words,
        .all(shapes)), "\(caption). 0 to \(last.rounded().shortText) ms.")
  }

  private static func figure(_ plot: HTML, _ caption: String) -> HTML {
    .tag("figure", ["style": "margin:0 0 1rem"], .tag("figcaption", ["class": "note"], .text(caption)), plot)
  }
}
