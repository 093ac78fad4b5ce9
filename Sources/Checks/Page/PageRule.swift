internal import Bench
internal import Report

extension PageCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let ping = measurement.ping.problem(fields: ProbeRequest.pong)
    let problems = measurement.pages.filter { !$0.holds }
    let shown = ping == nil ? (problems.first ?? measurement.pages.first)?.exchange.request : measurement.ping.request
    return Finding(
      expected: "\(measurement.usual) rows by default, by ascending ID. skip and limit count rows. A limit above "
        + "\(measurement.most) returns at most \(measurement.most) rows or is rejected; so are 0 and negative numbers",
      passed: "\(measurement.pages.count) pages requested, each with the right rows",
      failure: ping.map {
        Failure(
          Self.name, measurement.ping.request.words, $0,
          next: $0.isServerError ? nil : "Let GET /ping return {\"message\": \"pong\"}, as the broken module does.")
      } ?? problems.first.map { Self.failure($0, measurement) },
      reproduce: shown.map { Reproduction.curl($0) } ?? "",
      numbers: ["pages": .count(measurement.pages.count), "problems": .count(problems.count, .atMost(0))],
      exhibit: .exchanges(measurement.pages.map(\.row).problemsFirst), dependsOnControl: true)
  }

  private static func failure(_ reading: Reading, _ seen: Measurement) -> Failure {
    let exchange = reading.exchange
    guard let rows = exchange.page.rows else {
      let insteadOf = exchange.page.status == nil ? "" : " instead of \(reading.wish.words)"
      return Failure(
        "page.no-page", exchange.words + insteadOf, next: exchange.next, mayBeLate: exchange.page.mayBeLate,
        isInLog: exchange.page.isFault)
    }
    let flaw = PageFlaw(rows, reading, seen)
    return Failure("page.\(flaw.cause)", flaw.sentence, next: flaw.next)
  }
}

extension PageCheck.Reading {
  package var holds: Bool {
    switch (wish, exchange.page) {
    case (.rows(let wanted), .rows(let rows)): rows == wanted
    case (.firstOf(let wanted, let mayBeEmpty), .rows(let rows)):
      rows.count <= wanted.count && (mayBeEmpty || !rows.isEmpty) && rows == Array(wanted.prefix(rows.count))
    case (.atMost(let most), .rows(let rows)): rows.count <= most
    case (.firstOf, .status(let status)), (.atMost, .status(let status)): (400..<500).contains(status)
    case (.rows, _), (.firstOf, _), (.atMost, _): false
    }
  }

  fileprivate var row: ExchangeRow {
    ExchangeRow(exchange.request.words, expected: wish.words, seen: exchange.page.words, holds: holds)
  }
}

extension PageCheck.Wish {
  var rows: [PageRow] {
    switch self {
    case .rows(let rows), .firstOf(let rows, _): rows
    case .atMost: []
    }
  }

  var isExact: Bool {
    if case .rows = self { return true }
    return false
  }

  var words: String {
    switch self {
    case .rows(let rows): PageRow.words(rows.count)
    case .firstOf(let rows, _) where rows.isEmpty: "no rows"
    case .firstOf(let rows, mayBeEmpty: true): "at most \(rows.count) rows, or a 4xx"
    case .atMost(let most): "at most \(most) rows, or a 4xx"
    case .firstOf(let rows, mayBeEmpty: false): "1 to \(rows.count) rows, or a 4xx"
    }
  }
}
