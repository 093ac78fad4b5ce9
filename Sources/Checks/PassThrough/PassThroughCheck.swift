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
    "Requests responses of several statuses, errors among them, which a middleware must leave as they are: one by one, "
    + "in turn on one connection, and concurrently."
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

  /// Each request by itself, then all in turn on one connection, and all concurrently, with other words in their paths.
  package func measure(_ bench: Bench) async throws -> Measurement {
    var answers: [CheckedAnswer] = []
    for route in routes {
      answers.append(answer(try await bench.ask(route.request.fresh(bench.values)), of: route))
      // Each further request could take its full patience as well.
      if answers.last?.exchange.answer == nil { return Measurement(answers: answers) }
    }
    let turns = bench.values.shuffled(routes + routes)
    let exchanges = try await bench.askInTurn(turns.map { request($0, bench) })
    // A server need not keep a connection for a second request.
    answers += zip(exchanges, turns).filter { $0.0.answer != nil }.map { answer($0, of: $1) }
    let crowd = bench.values.shuffled(routes)
    answers += zip(try await bench.askTogether(crowd.map { request($0, bench) }), crowd).map { answer($0, of: $1) }
    return Measurement(answers: answers)
  }

  private func request(_ route: Route, _ bench: Bench) -> ProbeRequest {
    route.request.fresh(bench.values, word: PathWord.any)
  }

  private func answer(_ exchange: Exchange, of route: Route) -> CheckedAnswer {
    CheckedAnswer(
      exchange, to: route.request.description, expected: route.status,
      difference: exchange.answer.flatMap { route.body?.difference($0.json ?? .null, [:]) })
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
