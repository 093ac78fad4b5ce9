package import Bench
package import Lessons

/// Sends requests as a page of another origin does: may the browser show the response, whatever its status?
package struct CORSCheck: TrafficCheck {
  package struct Measurement: Sendable {
    package let origin: String
    package let exchanges: [Exchange]
    /// The statuses that routes return on purpose, though they are 5xx.
    package let intended: Set<Int>

    package init(origin: String, exchanges: [Exchange], intended: Set<Int> = []) {
      self.origin = origin
      self.exchanges = exchanges
      self.intended = intended
    }
  }

  private let origin: String
  private let requests: [RequestTemplate]
  private let intended: Set<Int>

  package static let name = "cors"
  package static let summary =
    "Requests routes the way a page of another origin does, and looks for the CORS header on "
    + "every response, errors included."
  package static let parameters: [Parameter] = [
    Parameter("origin", "a text", "The origin of the page."),
    Parameter(
      "requests", "a list",
      "Each with `get` or `post` (a path), and optionally `send` (the fields of a JSON body) and `status` (a number, of "
        + "a route that fails on purpose)."),
  ]

  package init(_ fields: inout ManifestFields) throws {
    origin = try fields.text("origin")
    let routes = try fields.required("requests").list("'requests'").map { node in
      var fields = try ManifestFields(node, "a request")
      let request = try RequestTemplate(&fields)
      let status = try fields.optional("status")?.convert("'status'", to: Int.self, named: "a number")
      try fields.end()
      return (request: request, status: status)
    }
    requests = routes.map(\.request)
    intended = Set(routes.compactMap(\.status))
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    var exchanges: [Exchange] = []
    for request in requests {
      let exchange = try await bench.ask(
        request.fresh(bench.values, headers: [ProbeRequest.Header("Origin", origin)]))
      exchanges.append(exchange)
      if exchange.answer == nil { break }
    }
    return Measurement(origin: origin, exchanges: exchanges, intended: intended)
  }
}
