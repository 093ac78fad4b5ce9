internal import Bench
internal import Report

extension PageCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let ping = measurement.ping.problem(fields: ProbeRequest.pong)
    let rows = measurement.pages.map { Self.row($0.exchange, $0.wish) }
    let problems = zip(measurement.pages, rows).filter { !$1.holds }.map(\.0)
    let shown = ping == nil ? (problems.first ?? measurement.pages.first)?.exchange.request : measurement.ping.request
    return Finding(
      expected: "\(measurement.usual) rows by default, by ascending ID. skip and limit count rows. A limit above "
        + "\(measurement.most) returns at most \(measurement.most) rows or is rejected; so are 0 and negative numbers",
      passed: "\(measurement.pages.count) pages requested, each with the right rows",
      failure: ping.map { Failure(Self.name, measurement.ping.request.words, $0) }
        ?? problems.first.map { Self.failure($0.exchange, $0.wish) },
      reproduce: shown.map { Reproduction.curl($0) } ?? "",
      numbers: ["pages": .count(measurement.pages.count), "problems": .count(problems.count, .atMost(0))],
      exhibit: .exchanges(rows.problemsFirst), dependsOnControl: true)
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

  private static func failure(_ exchange: PageExchange, _ wish: Wish) -> Failure {
    func failure(_ cause: String, _ sentence: String) -> Failure {
      Failure("page.\(cause)", sentence, mayBeLate: exchange.page.mayBeLate, isInLog: exchange.page.isFault)
    }
    guard let rows = exchange.page.rows else {
      let insteadOf = exchange.page.status == nil ? "" : " instead of \(wish.words)"
      return failure("no-page", exchange.words + insteadOf)
    }
    let wanted = wish.rows
    let isRightNumber = wish.isExact ? rows.count == wanted.count : rows.count <= wanted.count
    guard isRightNumber, let index = zip(rows, wanted).enumerated().first(where: { $1.0 != $1.1 })?.offset else {
      return failure("wrong-count", "\(exchange.words) instead of \(wish.words)")
    }
    return failure(
      "wrong-rows",
      "\(exchange.request.words): row \(index + 1) of the response is \(rows[index].words) instead of \(wanted[index].words)"
    )
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
    case .firstOf(let rows, _) where rows.isEmpty: "no rows"
    case .firstOf(let rows, mayBeEmpty: true): "at most \(rows.count) rows, or a 4xx"
    case .firstOf(let rows, mayBeEmpty: false): "1 to \(rows.count) rows, or a 4xx"
    }
  }
}
