internal import Base
internal import Report

/// What a check measured, before and now, one below the other on one scale, in a part of a slide.
struct SlideExhibit {
  /// What a module's check has to show.
  struct Shown {
    /// "Before" or "Now"; empty when there is only one.
    let state: String
    let exhibit: Exhibit
    let verdict: Verdict
  }

  private static let mostRows = 10

  let x: Double
  let y: Double
  let width: Double
  let height: Double

  func html(_ exhibits: [Shown]) -> HTML {
    guard let first = exhibits.first else { return .nothing }
    let caption = SlideShape.paragraph(
      first.exhibit.caption ?? "", x: x, y: y + 18, size: 17, room: width, most: 2, color: SlideColor.soft)
    let rows = exhibits.map { min(rowCount($0.exhibit), Self.mostRows) }
    // A heading takes the room of a row.
    let step = min((height - 60) / Double(max(rows.reduce(0, +) + exhibits.count, 1)), 46)
    var top = y + 54
    let drawn = exhibits.enumerated().map { index, one -> HTML in
      defer { top += Double(rows[index]) * step }
      var heading = HTML.nothing
      if !one.state.isEmpty {
        heading = SlideShape.text(one.state, x: x, y: top + step * 0.7, size: 20, isBold: true)
        top += step
      }
      return .all([heading, self.rows(one, exhibits.map(\.exhibit), top, step)])
    }
    return .all([caption] + drawn)
  }

  private func rowCount(_ exhibit: Exhibit) -> Int {
    switch exhibit.content {
    case .bars(let bars): bars.count
    case .lanes(let lanes): lanes.count
    case .exchanges(let rows): rows.count
    }
  }

  private func rows(_ shown: Shown, _ all: [Exhibit], _ top: Double, _ step: Double) -> HTML {
    switch shown.exhibit.content {
    case .bars(let bars):
      self.bars(bars, all.compactMap(\.bars).flatMap { $0 }, SlideColor.of(shown.verdict), top, step)
    case .lanes(let lanes): self.lanes(lanes, all.compactMap(\.lanes).flatMap { $0 }, top, step)
    case .exchanges(let rows): exchanges(rows.problemsFirst, top, step)
    }
  }

  private func bars(_ bars: [Bar], _ all: [Bar], _ color: String, _ top: Double, _ step: Double) -> HTML {
    let most = max(all.map(\.value).filter(\.isFinite).max() ?? 0, 0.1)
    return .each(bars.prefix(Self.mostRows).enumerated()) { index, bar in
      let y = top + Double(index) * step
      let value = bar.value.isFinite ? max(bar.value, 0) : 0
      let words = "\(bar.isOpen ? "more than " : "")\((value < 10 ? value : value.rounded()).shortText) \(bar.unit)"
      return row(bar.label, words, y, step, SlideColor.ink, [(0, value / most, color)])
    }
  }

  private func lanes(_ lanes: [Lane], _ all: [Lane], _ top: Double, _ step: Double) -> HTML {
    let end = max(all.flatMap { [$0.from, $0.to ?? 0] + $0.marks }.filter(\.isFinite).max() ?? 0, 1)
    let place = { (time: Double) in time.isFinite ? min(max(time / end, 0), 1) : 0 }
    return .each(lanes.prefix(Self.mostRows).enumerated()) { index, lane in
      let y = top + Double(index) * step
      let color = lane.problem == nil ? SlideColor.good : SlideColor.bad
      return row(
        lane.label, lane.problem ?? "", y, step, lane.problem == nil ? SlideColor.soft : SlideColor.bad,
        [(place(lane.from), place(lane.to ?? end), color)]
          + lane.marks.prefix(200).map { (place($0), place($0), SlideColor.ink) })
    }
  }

  /// A label and a few words above a strip; each part of it goes from one share of the width to another.
  private func row(
    _ label: String, _ words: String, _ y: Double, _ step: Double, _ color: String,
    _ parts: [(from: Double, to: Double, color: String)]
  ) -> HTML {
    let size = min(step * 0.42, 18)
    let strip = y + step * 0.55
    return .all([
      SlideShape.text(label, x: x, y: y + step * 0.42, size: size, room: width * 0.55),
      SlideShape.text(
        words, x: x + width, y: y + step * 0.42, size: size, room: width * 0.4, color: color, anchor: "end"),
      SlideShape.box(x, strip, width, step * 0.26, SlideColor.track),
      .each(parts) { SlideShape.box(x + $0.from * width, strip, ($0.to - $0.from) * width, step * 0.26, $0.color) },
    ])
  }

  private func exchanges(_ rows: [ExchangeRow], _ top: Double, _ step: Double) -> HTML {
    .each(rows.prefix(Self.mostRows).enumerated()) { index, row in
      let y = top + Double(index) * step
      return .all([
        SlideShape.mark(row.holds ? .pass : .fail, x: x, y: y + step * 0.1),
        SlideShape.text(row.request, x: x + 36, y: y + step * 0.38, size: min(step * 0.38, 17), room: width - 40),
        SlideShape.text(
          row.holds ? row.seen : "\(row.seen) (expected \(row.expected))", x: x + 36, y: y + step * 0.78,
          size: min(step * 0.34, 15), room: width - 40, color: row.holds ? SlideColor.soft : SlideColor.bad),
      ])
    }
  }
}
