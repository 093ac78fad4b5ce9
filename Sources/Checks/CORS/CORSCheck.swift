package import Bench
package import Lessons

/// Asks as a page of another origin does: may the browser show it the answer, whatever its status?
package struct CORSCheck: TrafficProbe {
  package struct Measurement: Sendable {
    package let origin: String
    package let exchanges: [Exchange]

    package init(origin: String, exchanges: [Exchange]) {
      self.origin = origin
      self.exchanges = exchanges
    }
  }

  private let origin: String
  private let requests: [RequestTemplate]

  package init(parameters: ManifestNode) throws {
    var fields = try ManifestFields(parameters, "the cors probe")
    origin = try fields.text("origin")
    requests = try fields.required("requests").list("'requests'").map { node in
      var fields = try ManifestFields(node, "a request")
      let request = try RequestTemplate(&fields)
      try fields.end()
      return request
    }
    try fields.end()
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    var exchanges: [Exchange] = []
    for request in requests {
      let exchange = try await bench.ask(
        request.fresh(bench.values, headers: [ProbeRequest.Header("Origin", origin)]))
      exchanges.append(exchange)
      if exchange.answer == nil { break }
    }
    return Measurement(origin: origin, exchanges: exchanges)
  }
}
