internal import Report

extension SchemaCheck: TrafficRule {
  package func judge(_ measurement: Measurement) -> Finding {
    let failure = Self.failure(measurement)
    let names = measurement.routes.flatMap { $0.queryParameters ?? [] }
    return Finding(
      failure == nil ? .pass : .fail,
      expected: "the module describes its routes in \(measurement.exchange.request.target), and none of them takes "
        + "anything from the query",
      measured: failure ?? "\(measurement.routes.count) routes, no query parameter",
      reproduce: "curl -s http://127.0.0.1:8000\(measurement.exchange.request.target) | python3 -m json.tool",
      measurements: [
        "query_parameters": .list(names.map { .text($0) })
      ].merging(Exhibits.measurements(exchanges: measurement.routes.map(\.row))) { own, _ in own },
      dependsOnControl: measurement.exchange.answer == nil,
      isInModuleLog: (measurement.exchange.status ?? 0) >= 500)
  }

  private static func failure(_ seen: Measurement) -> String? {
    let document = seen.exchange.request.words
    switch seen.exchange.outcome {
    case .noAnswer(let reason): return "\(document) brought no answer: \(reason)"
    case .answer(let answer):
      if answer.status != 200 {
        return "\(document) answered \(answer.status): a module that hides its description shows nothing"
      }
      if seen.routes.isEmpty { return "\(document) answered no description of the module's paths" }
    }
    if let hidden = seen.routes.first(where: { $0.queryParameters == nil }) {
      return "\(document) does not describe GET \(hidden.path), so that it shows nothing of its parameters"
    }
    return seen.routes.compactMap { route in
      (route.queryParameters?.first).map {
        "GET \(route.path) takes \"\($0)\" from the query: it is not injected, any caller can send it"
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
