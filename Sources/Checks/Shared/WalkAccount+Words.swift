internal import Bench
internal import Report

extension WalkAccount {
  /// The failure of the walk, reported by the check of this name; nil when nothing is wrong.
  func failure(_ check: String) -> Failure? {
    if let obstacle {
      guard obstacle.page.rows != nil else { return obstacle.failure(check) }
      return Failure("\(check).no-id", "\(obstacle.words), one of them without an ID")
    }
    let parts = [
      missing.first.map {
        "\(missing.count) of \(lasting) rows \(Self.were(missing.count)) never returned, the first with ID \($0)"
      },
      repeated.first.map {
        "\(PageRow.words(repeated.count)) \(Self.were(repeated.count)) returned more than once, the first with ID \($0)"
      },
    ].compactMap(\.self)
    guard !parts.isEmpty else { return nil }
    return Failure(missing.isEmpty ? "\(check).repeated" : "\(check).missing", parts.joined(separator: "; "))
  }

  private static func were(_ count: Int) -> String { count == 1 ? "was" : "were" }

  var numbers: [String: Measure] {
    [
      "rows": .count(lasting), "pages": .count(pages), "missing": .count(missing.count, .atMost(0)),
      "repeated": .count(repeated.count, .atMost(0)),
    ]
  }

  var exhibit: Exhibit? {
    .bars([
      Bar("rows that were never returned", Double(missing.count), unit: "rows"),
      Bar("rows returned more than once", Double(repeated.count), unit: "rows"),
    ])
  }
}
