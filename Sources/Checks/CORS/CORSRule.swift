internal import Bench
internal import Report

extension CORSCheck: TrafficRule {
  private static let header = "Access-Control-Allow-Origin"

  package func judge(_ measurement: Measurement) -> Finding {
    let wrong = measurement.exchanges.first { Self.problem($0, measurement.origin) != nil }
    let measured = wrong.flatMap { Self.problem($0, measurement.origin) }
    return Finding(
      measured == nil ? .pass : .fail,
      expected: "a page of \(measurement.origin) may read each answer, an error's too: it has "
        + "\(Self.header) with that origin, or *",
      measured: measured ?? "\(measurement.exchanges.count) answers, each with its \(Self.header)",
      reproduce: (wrong ?? measurement.exchanges.first)?.request.curl ?? "",
      measurements: Exhibits.measurements(
        exchanges: measurement.exchanges.map { exchange in
          ExchangeRow(
            exchange.request.words, expected: "may be read",
            seen: "\(exchange.statusText), \(exchange.answer?.header(Self.header) ?? "no header")",
            holds: Self.problem(exchange, measurement.origin) == nil)
        }),
      dependsOnControl: wrong?.answer == nil)
  }

  private static func problem(_ exchange: Exchange, _ origin: String) -> String? {
    let request = exchange.request.words
    switch exchange.outcome {
    case .noAnswer(let reason): return "\(request): \(reason)"
    case .answer(let answer):
      let values = answer.values(of: header)
      if values == ["*"] || values == [origin] { return nil }
      let seen = "the answer to \(request) (\(answer.status))"
      if values.isEmpty { return "\(seen) has no \(header): the browser shows the page a network error instead" }
      return "\(seen) has the \(header) \(values.joined(separator: " and ")), and the page comes from \(origin)"
    }
  }
}
