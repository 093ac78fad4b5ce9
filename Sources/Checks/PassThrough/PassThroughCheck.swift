package import Bench
package import Lessons

/// Requests responses of several statuses, error responses among them, which a middleware must leave as they are.
package struct PassThroughCheck: TrafficCheck {
  private struct Route {
    let request: RequestTemplate
    let status: ExpectedStatus
    let body: ExpectedBody?
  }

  package struct Measurement: Sendable {
    package let answers: [CheckedAnswer]

    package init(answers: [CheckedAnswer]) {
      self.answers = answers
    }
  }

  package struct CheckedAnswer: Sendable {
    /// The request as in the manifest, its placeholders unfilled.
    package let route: String
    package let exchange: Exchange
    package let expected: ExpectedStatus
    /// The difference of a body that must have certain fields; nil when it has them.
    package let difference: FieldDifference?

    package init(
      _ exchange: Exchange, to route: String, expected: ExpectedStatus, difference: FieldDifference? = nil
    ) {
      self.route = route
      self.exchange = exchange
      self.expected = expected
      self.difference = difference
    }
  }

  private let routes: [Route]

  package static let name = "pass-through"
  package static let summary =
    "Requests responses of several statuses, errors among them, which a middleware must "
    + "leave as they are."
  package static let parameters: [Parameter] = [
    Parameter(
      "requests", "a list",
      "Each with `get` or `post` (a path), `send`, `status` (a number, or `success` for any 2xx) and "
        + "optionally `body`.")
  ]

  package init(_ fields: inout ManifestFields) throws {
    routes = try fields.required("requests").list("'requests'").map { node in
      var fields = try ManifestFields(node, "a request")
      let route = Route(
        request: try RequestTemplate(&fields), status: try ExpectedStatus(fields.required("status")),
        body: try fields.optional("body").map(ExpectedBody.init))
      try fields.end()
      return route
    }
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    var answers: [CheckedAnswer] = []
    for route in routes {
      let exchange = try await bench.ask(route.request.fresh(bench.values))
      let difference = exchange.answer.flatMap { route.body?.difference($0.json ?? .null, [:]) }
      answers.append(
        CheckedAnswer(exchange, to: route.request.description, expected: route.status, difference: difference))
      // Each further request could take its full patience as well.
      if exchange.answer == nil { break }
    }
    return Measurement(answers: answers)
  }
}

/// The status that a response must have.
package enum ExpectedStatus: Sendable, Equatable, CustomStringConvertible {
  case code(Int)
  /// Any 2xx.
  case success

  init(_ node: ManifestNode) throws {
    if case .scalar("success") = node.value {
      self = .success
    } else {
      self = .code(try node.convert("'status'", to: Int.self, named: "a number, or 'success'"))
    }
  }

  package func allows(_ status: Int) -> Bool {
    switch self {
    case .code(let code): status == code
    case .success: (200..<300).contains(status)
    }
  }

  package var description: String {
    switch self {
    case .code(let code): "\(code)"
    case .success: "2xx"
    }
  }
}
