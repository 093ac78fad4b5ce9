internal import Base
internal import Report

extension WalkAccount {
  /// What is wrong with it, nil when nothing is.
  var failure: String? {
    if let obstacle {
      return obstacle.page.rows == nil ? obstacle.words : "\(obstacle.words), one of them without an id"
    }
    let parts = [
      missing.first.map { "\(missing.count) of \(lasting) rows never came, the first with id \($0)" },
      repeated.first.map { "\(PageRow.words(repeated.count)) came more than once, the first with id \($0)" },
    ].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  var measurements: [String: JSONValue] {
    [
      "rows": .count(lasting), "pages": .count(pages), "missing": .count(missing.count),
      "repeated": .count(repeated.count),
    ].merging(
      Exhibits.measurements(bars: [
        Bar("rows that never came", Double(missing.count), unit: "rows"),
        Bar("rows that came more than once", Double(repeated.count), unit: "rows"),
      ])
    ) { own, _ in own }
  }
}
