package import Bench
package import Lessons

/// Sends requests as a page of another origin does: may the browser show the response, whatever its status?
package struct CORSCheck: TrafficCheck {
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

  package static let name = "cors"
  package static let summary =
    "Requests routes the way a page of another origin does, and looks for the CORS header on "
    + "every response, errors included."
  package static let parameters: [Parameter] = [
    Parameter("origin", "a text", "The origin of the page."), .requests,
  ]

  package init(_ fields: inout ManifestFields) throws {
    origin = try fields.text("origin")
    requests = try fields.required("requests").list("'requests'").map { node in
      var fields = try ManifestFields(node, "a request")
      let request = try RequestTemplate(&fields)
      try fields.end()
      return request
    }
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
