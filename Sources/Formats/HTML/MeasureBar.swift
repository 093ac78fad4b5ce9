internal import Base
internal import Report

/// A measurement beside its limit.
enum MeasureBar {
  /// As a table, those with limits first; nothing when there are none.
  static func table(_ outcome: CheckOutcome, id: String) -> HTML {
    let rows = outcome.measurements.sorted {
      ($0.value.limit == nil ? 1 : 0, $0.key) < ($1.value.limit == nil ? 1 : 0, $1.key)
    }
    guard !rows.isEmpty else { return .nothing }
    return .table(
      caption: "What was measured",
      columns: [("Measurement", false), ("Value", true), ("Limit", false), ("Against the limit", false)],
      rows: rows.prefix(40).enumerated().map { index, row in
        [
          .text(words(row.key)), value(row.value), .text(row.value.limit.map { limit($0, row.value.unit) } ?? "none"),
          bar(row.value, name: words(row.key), id: "\(id)-m\(index)"),
        ]
      }, kind: "measures stack")
  }

  static func words(_ name: String) -> String {
    let words = name.documentLine(60).replacing("_", with: " ")
    // The unit stands beside the number.
    return [" ms", " kib"].first(where: words.hasSuffix).map { String(words.dropLast($0.count)) } ?? words
  }

  static func number(_ value: Double, _ unit: Measure.Unit) -> String {
    switch unit {
    case .count, .ratio: value.shortText
    case .milliseconds: "\((abs(value) < 100 ? value : value.rounded()).shortText) ms"
    case .kibibytes: "\(value.shortText) KiB"
    }
  }

  static func limit(_ limit: Limit, _ unit: Measure.Unit) -> String {
    let number = number(limit.value, unit)
    return switch limit.bound {
    case .below: "below \(number)"
    case .atMost: "at most \(number)"
    case .atLeast: "at least \(number)"
    }
  }

  private static func value(_ measure: Measure) -> HTML {
    let kind = measure.limit.map { $0.allows(measure.value) ? "good-text" : "bad-text" } ?? ""
    return .tag("span", ["class": kind], .text(number(measure.value, measure.unit)))
  }

  /// Nothing without a limit to compare with.
  static func bar(_ measure: Measure, name: String, id: String) -> HTML {
    guard let limit = measure.limit, measure.value.isFinite, limit.value.isFinite else { return .nothing }
    let (width, most) = (200.0, max(abs(measure.value), abs(limit.value)) * 1.12)
    guard most > 0 else { return .nothing }
    let place = { (number: Double) in (min(max(number / most, 0), 1) * width) }
    let mark = max(place(limit.value), 1)
    return Plot.svg(
      width: width, height: 18, id: id,
      title: "\(name): \(number(measure.value, measure.unit)), limit \(self.limit(limit, measure.unit))",
      description: "",
      Plot.rectangle("track", x: 0, y: 5, width: width, height: 8),
      Plot.rectangle(
        limit.allows(measure.value) ? "good" : "bad", x: 0, y: 5, width: max(place(measure.value), 2), height: 8),
      .tag("line", ["class": "limit", "x1": mark.shortText, "x2": mark.shortText, "y1": "1", "y2": "17"]))
  }
}
