internal import Bench
internal import Report

extension SchemaCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let names = measurement.routes.flatMap { $0.queryParameters ?? [] }
    let request = measurement.exchange.request
    return Finding(
      expected: "the module describes its routes in \(request.target), and none of them takes anything from the query",
      passed: "\(measurement.routes.count) routes, no query parameters", failure: Self.failure(measurement),
      reproduce: "\(Reproduction.curl(request, .body)) | python3 -m json.tool",
      numbers: ["routes": .count(measurement.routes.count), "query_parameters": .count(names.count, .atMost(0))],
      exhibit: .exchanges(measurement.routes.map(\.row)))
  }

  private static func failure(_ seen: Measurement) -> Failure? {
    let document = seen.exchange.request.words
    if let problem = seen.exchange.problem() { return Failure(name, document, problem) }
    if seen.routes.isEmpty {
      return Failure("schema.no-document", "\(document) returned no description of the module's paths")
    }
    if let hidden = seen.routes.first(where: { $0.queryParameters == nil }) {
      return Failure(
        "schema.not-described", "\(document) does not describe GET \(hidden.path), so its parameters cannot be seen")
    }
    return seen.routes.compactMap { route in
      (route.queryParameters?.first).map {
        Failure(
          "schema.query-parameter",
          "GET \(route.path) takes \"\($0)\" from the query: it is not injected, and any caller can send it")
      }
    }.first
  }
}

extension SchemaCheck.Measurement.Route {
  fileprivate var row: ExchangeRow {
    ExchangeRow(
      "query of \(path)", expected: "nothing",
      seen: queryParameters.map { $0.isEmpty ? "nothing" : $0.joined(separator: ", ") } ?? "not described",
      holds: queryParameters == [])
  }
}
