internal import Base

/// Plots as inline SVG, each with a title and a description for those who do not see it.
enum Plot {
  /// A share of a whole, as a ring around `words`.
  static func ring(share: Double, words: String, below: String, kind: String, id: String) -> HTML {
    let (radius, share) = (44.0, min(max(share.isFinite ? share : 0, 0), 1))
    let length = 2 * Double.pi * radius
    return svg(
      width: 110, height: 110, id: id, title: "\(words) \(below)", description: "",
      .tag("circle", ["class": "ring", "cx": "55", "cy": "55", "r": "44"]),
      .unless(
        share == 0,
        .tag(
          "circle",
          [
            "class": "arc \(kind)", "cx": "55", "cy": "55", "r": "44", "transform": "rotate(-90 55 55)",
            "stroke-dasharray": "\((length * share).shortText) \(length.shortText)",
          ])),
      .tag("text", ["class": "big", "x": "55", "y": "58", "text-anchor": "middle"], .text(words)),
      .tag("text", ["class": "soft", "x": "55", "y": "76", "text-anchor": "middle"], .text(below)))
  }

  struct Row {
    let label: String
    let value: Double
    let words: String
    var kind = "blue"
  }

  /// Horizontal bars, labelled above each, so that labels have the whole width.
  static func bars(_ rows: [Row], most: Double? = nil, title: String, id: String) -> HTML {
    let width = 480.0
    let most = most ?? rows.map(\.value).max() ?? 0
    let shapes = rows.enumerated().map { index, row -> HTML in
      let y = Double(index) * 42
      let length = most > 0 ? max(row.value / most * width, row.value > 0 ? 3 : 0) : 0
      return .all([
        .tag("text", ["x": "0", "y": (y + 14).shortText], .text(row.label.documentLine(room(beside: row.words)))),
        .tag(
          "text", ["class": "soft", "x": width.shortText, "y": (y + 14).shortText, "text-anchor": "end"],
          .text(row.words)),
        rectangle("track", x: 0, y: y + 21, width: width, height: 9),
        rectangle(row.kind, x: 0, y: y + 21, width: min(length, width), height: 9),
      ])
    }
    return svg(
      width: width, height: Double(rows.count) * 42 - 8, id: id, title: title,
      description: rows.map { "\($0.label): \($0.words)" }.joined(separator: "; "), .all(shapes))
  }

  /// How many values are in each of the bins, which are named at their lower ends.
  static func histogram(
    _ counts: [Int], edges: [String], title: String, axis: String, median: Double? = nil, kind: String = "blue",
    id: String
  ) -> HTML {
    let (width, height, floor) = (480.0, 190.0, 150.0)
    let step = width / Double(max(counts.count, 1))
    let most = Double(max(counts.max() ?? 0, 1))
    let columns = counts.enumerated().map { index, count -> HTML in
      let length = Double(count) / most * (floor - 22)
      let x = Double(index) * step
      return .all([
        rectangle(kind, x: x + 3, y: floor - length, width: step - 6, height: length),
        .unless(
          count == 0,
          .tag(
            "text", ["x": (x + step / 2).shortText, "y": (floor - length - 6).shortText, "text-anchor": "middle"],
            .text(String(count)))),
      ])
    }
    let ends = edges.enumerated().map { index, edge in
      HTML.tag(
        "text",
        [
          "class": "soft", "x": (Double(index) * step).shortText, "y": "168",
          "text-anchor": index == 0 ? "start" : index == counts.count ? "end" : "middle",
        ], .text(edge))
    }
    return svg(
      width: width, height: height, id: id, title: title,
      description: counts.enumerated().map { "\(edges[$0.offset]): \($0.element)" }.joined(separator: "; "),
      .tag("line", ["class": "rule", "x1": "0", "x2": "480", "y1": "150", "y2": "150"]), .all(columns), .all(ends),
      median.map {
        let x = (min(max($0, 0), 1) * width).shortText
        return .tag("line", ["class": "median", "x1": x, "x2": x, "y1": "24", "y2": "150"])
      } ?? .nothing,
      .tag("text", ["class": "soft", "x": "240", "y": "187", "text-anchor": "middle"], .text(axis)))
  }

  /// Parts of a whole, side by side.
  static func parts(_ rows: [Row], title: String, id: String) -> HTML {
    let width = 480.0
    let all = rows.map(\.value).reduce(0, +)
    guard all > 0 else { return .nothing }
    var x = 0.0
    let shapes = rows.filter { $0.value > 0 }.map { row -> HTML in
      let length = row.value / all * width
      defer { x += length }
      return rectangle(row.kind, x: x, y: 0, width: max(length - 2, 1), height: 22)
    }
    return svg(
      width: width, height: 22, id: id, title: title,
      description: rows.map { "\($0.label): \($0.words)" }.joined(separator: "; "), .all(shapes))
  }

  /// How many characters of a label fit beside other words, in the width of a plot.
  static func room(beside words: String) -> Int { max(60 - words.count, 8) }

  static func rectangle(_ kind: String, x: Double, y: Double, width: Double, height: Double) -> HTML {
    .unless(
      width <= 0 || height <= 0,
      .tag(
        "rect",
        [
          "class": kind, "x": x.shortText, "y": y.shortText, "width": width.shortText, "height": height.shortText,
          "rx": min(3, width / 2).shortText,
        ]))
  }

  static func svg(
    width: Double, height: Double, id: String, title: String, description: String, _ content: HTML...
  ) -> HTML {
    let size = "0 0 \(width.shortText) \(max(height, 1).shortText)"
    let texts: HTML = .all([
      .tag("title", ["id": "\(id)-title"], .text(title.documentLine())),
      .unless(description.isEmpty, .tag("desc", ["id": "\(id)-desc"], .text(description.documentLine(4_000)))),
    ])
    let names = description.isEmpty ? "\(id)-title" : "\(id)-title \(id)-desc"
    return .tag(
      "svg",
      [
        "viewBox": size, "width": width.shortText, "height": max(height, 1).shortText, "role": "img",
        "aria-labelledby": names,
      ], .all([texts] + content))
  }
}
