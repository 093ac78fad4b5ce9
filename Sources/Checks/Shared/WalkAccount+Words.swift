internal import Bench
internal import Report

extension WalkAccount {
  /// The failure of the walk, reported by the check of this name; nil when nothing is wrong. `next` says what to do
  /// about each flaw.
  func failure(_ check: String, next: (Flaw) -> String) -> Failure? {
    if let obstacle {
      guard obstacle.page.rows != nil else { return obstacle.failure(check) }
      return Failure(
        "\(check).no-id", "\(obstacle.words), one of them without an ID",
        next: "Return the ID of every row, as a number, in \(obstacle.request.words).")
    }
    guard let flaw else { return nil }
    let parts = [
      missing.first.map {
        "\(missing.count) of \(lasting) rows \(Self.were(missing.count)) never returned, the first with ID \($0)"
      },
      repeated.first.map {
        "\(PageRow.words(repeated.count)) \(Self.were(repeated.count)) returned more than once, the first with ID \($0)"
      },
    ].compactMap(\.self)
    let place = flaw.words.map { ". The first wrong page\($0)" } ?? ""
    return Failure("\(check).\(flaw.cause)", parts.joined(separator: "; ") + place, next: next(flaw))
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

extension WalkAccount.Flaw {
  var page: WalkPage? {
    switch self {
    case .shortPage(let page), .longPage(let page), .reordered(let page), .unordered(let page), .overlap(let page): page
    case .wrongPage(let page): page
    }
  }

  /// The request that went wrong, for a sentence.
  var request: String { page?.exchange.request.words ?? "the page" }

  fileprivate var cause: String {
    switch self {
    case .shortPage: "short-page"
    case .longPage: "long-page"
    case .reordered: "reordered"
    case .unordered: "unordered"
    case .overlap: "overlap"
    case .wrongPage: "wrong-page"
    }
  }

  fileprivate var words: String? {
    guard let page else { return nil }
    let count = ": \(page.exchange.words) instead of \(page.wanted.count)"
    return switch self {
    case .shortPage: "\(count), and a client takes a short page for the last one, as this walk did"
    case .longPage: count
    case .reordered: ", after the index was created: \(request), where \(page.difference)"
    case .unordered, .overlap, .wrongPage: ": \(request), where \(page.difference)"
    }
  }
}

extension WalkPage {
  /// "row 1 has ID 77 instead of 1033"
  var difference: String {
    let rows = exchange.page.rows ?? []
    let index = zip(rows, wanted).enumerated().first { $1.0 != $1.1 }?.offset
    guard let index else { return "\(exchange.page.words) instead of \(wanted.count)" }
    guard let id = rows[index].id, let due = wanted[index].id, id != due else {
      return "row \(index + 1) is \(rows[index].words) instead of \(wanted[index].words)"
    }
    return "row \(index + 1) has ID \(id) instead of \(due)"
  }
}
