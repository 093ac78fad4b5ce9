internal import Report

extension PageCheck: TrafficRule {
  package func judge(_ measurement: Measurement) -> Finding {
    let isPong = measurement.ping.answer?.json?["message"] == .text("pong")
    let ping = isPong ? nil : "GET /ping did not answer {\"message\": \"pong\"}"
    let rows = measurement.pages.map { Self.row($0.exchange, $0.wish) }
    let problems = zip(measurement.pages, rows).filter { !$1.holds }.map(\.0)
    let failure = ping ?? problems.first.map { Self.sentence($0.exchange, $0.wish) }
    let pages = "\(measurement.pages.count) pages"
    let exhibits = Exhibits.measurements(exchanges: rows.filter { !$0.holds } + rows.filter(\.holds))
    return Finding(
      failure == nil ? .pass : .fail,
      expected: "\(measurement.usual) rows by default, by ascending id; skip and limit count positions; a limit above "
        + "\(measurement.most) brings \(measurement.most) rows at most or is refused, as 0 and negative numbers are",
      measured: failure ?? "\(pages) asked for, each with the rows that it must have",
      reproduce: problems.first?.exchange.request.curl
        ?? (isPong ? measurement.pages.first?.exchange.request.curl : measurement.ping.request.curl) ?? "",
      measurements: ["pages": .count(measurement.pages.count), "problems": .count(problems.count)]
        .merging(exhibits) { own, _ in own },
      isInModuleLog: problems.first?.exchange.page.isFault ?? false)
  }

  private static func holds(_ page: Page, _ wish: Wish) -> Bool {
    switch (wish, page) {
    case (.rows(let wanted), .rows(let rows)): rows == wanted
    case (.firstOf(let wanted, let mayBeEmpty), .rows(let rows)):
      rows.count <= wanted.count && (mayBeEmpty || !rows.isEmpty) && rows == Array(wanted.prefix(rows.count))
    case (.firstOf, .status(let status)): (400..<500).contains(status)
    case (.rows, _), (.firstOf, _): false
    }
  }

  private static func row(_ exchange: PageExchange, _ wish: Wish) -> ExchangeRow {
    ExchangeRow(
      exchange.request.words, expected: wish.words, seen: exchange.page.words, holds: holds(exchange.page, wish))
  }

  private static func sentence(_ exchange: PageExchange, _ wish: Wish) -> String {
    guard case .rows(let rows) = exchange.page else { return "\(exchange.words) instead of \(wish.words)" }
    let wanted = wish.rows
    let isRightNumber = wish.isExact ? rows.count == wanted.count : rows.count <= wanted.count
    guard isRightNumber, let index = zip(rows, wanted).enumerated().first(where: { $1.0 != $1.1 })?.offset else {
      return "\(exchange.words) instead of \(wish.words)"
    }
    return "\(exchange.request.words): row \(index + 1) of its answer is \(rows[index].words) instead of "
      + wanted[index].words
  }
}

extension PageCheck.Wish {
  fileprivate var rows: [PageRow] {
    switch self {
    case .rows(let rows), .firstOf(let rows, _): rows
    }
  }

  fileprivate var isExact: Bool {
    if case .rows = self { return true }
    return false
  }

  fileprivate var words: String {
    switch self {
    case .rows(let rows): PageRow.words(rows.count)
    case .firstOf(let rows, _) where rows.isEmpty: "no row"
    case .firstOf(let rows, mayBeEmpty: true): "at most \(rows.count) rows, or a refusal"
    case .firstOf(let rows, mayBeEmpty: false): "1 to \(rows.count) rows, or a refusal"
    }
  }
}
