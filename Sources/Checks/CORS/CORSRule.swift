internal import Bench
internal import Report

extension CORSCheck {
  private static let header = "Access-Control-Allow-Origin"

  package func judge(_ measurement: Measurement) -> Finding {
    let origin = measurement.origin
    let failures = measurement.exchanges.map { Self.failure($0, origin) }
    let wrong = failures.firstIndex { $0 != nil }.map { measurement.exchanges[$0] }
    return Finding(
      expected: "a page of \(origin) may read every response, errors included: each has \(Self.header) with that "
        + "origin, or *",
      passed: "\(measurement.exchanges.count) responses, each with its \(Self.header)",
      failure: failures.lazy.compactMap(\.self).first,
      reproduce: (wrong ?? measurement.exchanges.first).map { Reproduction.curl($0.request) } ?? "",
      numbers: ["responses": .count(measurement.exchanges.count)],
      exhibit: .exchanges(
        zip(measurement.exchanges, failures).map { exchange, failure in
          ExchangeRow(
            exchange.request.words, expected: "may be read",
            seen: "\(exchange.statusText), \(exchange.answer?.header(Self.header) ?? "no header")",
            holds: failure == nil)
        }))
  }

  private static func failure(_ exchange: Exchange, _ origin: String) -> Failure? {
    let request = exchange.request.words
    switch exchange.outcome {
    case .noAnswer(let reason): return Failure(name, request, .noResponse(reason))
    case .answer(let answer):
      let values = answer.values(of: header)
      if values == ["*"] || values == [origin] { return nil }
      let response = "the response to \(request) (\(answer.status))"
      return values.isEmpty
        ? Failure("cors.no-header", "\(response) has no \(header): the browser shows the page a network error instead")
        : Failure(
          "cors.wrong-origin",
          "\(response) has the \(header) \(values.joined(separator: " and ")), but the page comes from \(origin)")
    }
  }
}
