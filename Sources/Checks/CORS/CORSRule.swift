internal import Bench
internal import Report

extension CORSCheck {
  private static let header = "Access-Control-Allow-Origin"

  package func judge(_ measurement: Measurement) -> Finding {
    let origin = measurement.origin
    let failures = measurement.exchanges.map { Self.failure($0, measurement) }
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

  private static func failure(_ exchange: Exchange, _ seen: Measurement) -> Failure? {
    let request = exchange.request.words
    switch exchange.outcome {
    case .noAnswer(let reason): return Failure(name, request, .noResponse(reason))
    case .answer(let answer):
      let values = answer.values(of: header)
      if values == ["*"] || values == [seen.origin] { return nil }
      let isFault = answer.status >= 500 && !seen.intended.contains(answer.status)
      func failure(_ cause: String, _ sentence: String, next: String?) -> Failure {
        Failure(
          "cors.\(cause)", "the response to \(request) (\(answer.status)) \(sentence)", next: isFault ? nil : next,
          isInLog: isFault)
      }
      let isNowhere = seen.exchanges.allSatisfy { $0.answer?.values(of: header).isEmpty ?? true }
      if values.isEmpty {
        return failure(
          "no-header", "has no \(header): the browser shows the page a network error instead",
          next: isNowhere
            ? "No response has the header yet. Add the CORS middleware around everything else, and allow \(seen.origin)."
            : nil)
      }
      if values.count > 1 {
        return failure(
          "several",
          "has \(values.count) lines of \(header), \(values.joined(separator: " and ")): browsers accept one",
          next: "Two places in the module add the header. Keep the outer one.")
      }
      return failure(
        "wrong-origin", "has the \(header) \(values.joined()), but the page comes from \(seen.origin)",
        next: "Allow \(seen.origin), without a slash at its end, or return the request's Origin if it is allowed.")
    }
  }
}
