internal import Report

/// What a check has to show, drawn for one server, or for two to compare.
struct ExhibitView {
  /// The JSON report has the others.
  private static let mostRows = 4

  private let style: Style

  init(_ style: Style) {
    self.style = style
  }

  /// `state` says which server this is if there is another one; `scale` has all the exhibits that share an axis.
  func text(_ exhibit: Exhibit, state: String? = nil, on scale: [Exhibit] = []) -> String {
    let caption = (exhibit.caption ?? "") + (state.map { "; \($0)" } ?? "")
    switch exhibit.content {
    case .bars(let bars):
      return style.wrap(caption + ":") + "\n" + BarChart(style).charts([bars] + scale.compactMap(\.bars))[0]
    case .lanes(let lanes): return style.wrap(caption + ":") + "\n" + LaneChart(style).chart(lanes)
    case .exchanges(let rows):
      let telling = rows.filter { !$0.holds }
      // The caption says what should be true.
      return style.wrap(caption + (telling.isEmpty ? ":" : ", but:")) + "\n"
        + (telling.isEmpty ? rows : telling).prefix(Self.mostRows).map(text).joined(separator: "\n")
    }
  }

  private func text(_ row: ExchangeRow) -> String {
    let mark = style.mark(row.holds ? .pass : .fail)
    let request = style.wrap(row.request, indent: 2).dropFirst(2)
    let outcome = row.holds ? row.seen : "\(row.seen), instead of \(row.expected)"
    return "\(mark) \(request)\n" + style.wrap(outcome, indent: 4)
  }

  /// The same check before and now; nil if the two show different things.
  func text(before: Exhibit, now: Exhibit) -> String? {
    switch (before.content, now.content) {
    case (.bars(let former), .bars(let latter)): compare(former, latter, caption: now.caption ?? "")
    case (.exchanges(let former), .exchanges(let latter)): compare(former, latter, caption: now.caption ?? "")
    case (.lanes(let former), .lanes(let latter)): compare(former, latter, caption: now.caption ?? "")
    default: nil
    }
  }

  private func compare(_ former: [Bar], _ latter: [Bar], caption: String) -> String {
    let isBeside = style.textWidth >= 72 && !style.isPlain
    let width = isBeside ? (style.textWidth - 3) / 2 : style.textWidth
    let drawn = BarChart(style).charts([former, latter], width: width)
    guard isBeside else { return "\(style.wrap("\(caption); before:"))\n\(drawn[0])\n\nnow:\n\(drawn[1])" }
    return style.wrap("\(caption):") + "\n" + beside(["before\n" + drawn[0], "now\n" + drawn[1]])
  }

  private func compare(_ former: [Lane], _ latter: [Lane], caption: String) -> String {
    let shown = [former, latter].map(telling)
    let end = LaneChart.end(of: shown.flatMap(\.self))
    let drawn = shown.map { LaneChart(style).chart($0, until: end) }
    return "\(style.wrap("\(caption); before:"))\n\(drawn[0])\n\nnow:\n\(drawn[1])"
  }

  /// One lane for each label: the first with a problem, or else the first. Two whole charts would not fit on a screen.
  private func telling(_ lanes: [Lane]) -> [Lane] {
    lanes.reduce(into: []) { shown, lane in
      if let index = shown.firstIndex(where: { $0.label == lane.label }) {
        if shown[index].problem == nil, lane.problem != nil { shown[index] = lane }
      } else {
        shown.append(lane)
      }
    }
  }

  /// Two texts side by side, each line of the first padded to its widest.
  private func beside(_ texts: [String]) -> String {
    let columns = texts.map { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
    let width = columns[0].map(\.count).max() ?? 0
    let separator = style.hasUnicode ? " │ " : " | "
    return (0..<max(columns[0].count, columns[1].count)).map { row in
      let cells = columns.map { row < $0.count ? $0[row] : "" }
      return cells[0].padding(toLength: width) + separator + cells[1]
    }.joined(separator: "\n")
  }

  /// The requests that failed before or fail now.
  private func compare(_ former: [ExchangeRow], _ latter: [ExchangeRow], caption: String) -> String? {
    let before = Dictionary(former.map { ($0.request, $0) }) { first, _ in first }
    let rows = latter.filter { !$0.holds || before[$0.request]?.holds == false }.map { row in
      let then = before[row.request].map { style.wrap("before: \($0.seen)", indent: 4) + "\n" } ?? ""
      return style.wrap(row.request, indent: 2) + "\n" + then + style.wrap("now: \(row.seen)", indent: 4)
    }
    return rows.isEmpty
      ? nil : style.wrap("\(caption):") + "\n" + rows.prefix(Self.mostRows).joined(separator: "\n")
  }
}
