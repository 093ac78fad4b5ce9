internal import Base
package import Bench
package import Lessons

/// Requests each route once or a few times, and compares the responses with what the upstream gave for them.
package struct ContractCheck: TrafficCheck {
  private struct Route {
    let path: PathTemplate
    let times: Int
    /// The upstream's route that each request must call exactly once.
    let calls: String?
    let body: ExpectedBody
  }

  package struct CheckedResponse: Sendable {
    package let exchange: Exchange
    package let problem: ResponseProblem?
    /// How many upstream calls it made; nil for a route that needs none.
    package let calls: Int?
    /// The path of a call that it made in place of its own.
    package let otherCall: String?

    package init(
      _ exchange: Exchange, problem: ResponseProblem? = nil, calls: Int? = nil, otherCall: String? = nil
    ) {
      self.otherCall = otherCall
      self.exchange = exchange
      self.problem = problem
      self.calls = calls
    }
  }

  package struct Measurement: Sendable {
    package let responses: [CheckedResponse]

    package init(responses: [CheckedResponse]) {
      self.responses = responses
    }
  }

  /// The first reply to a route's calls takes so long that a call which blocks the event loop, only in the module's first
  /// request perhaps, is seen to do so.
  private static let firstReplyDelay = Duration.milliseconds(60)

  private let routes: [Route]

  package static let name = "contract"
  package static let summary =
    "Requests each route and compares the response with what the contract and the upstream's "
    + "reply for this very request say."
  package static let parameters: [Parameter] = [
    Parameter(
      "requests", "a list",
      "Each with `get` (a path), `body` (the fields it must return), and optionally `times` (1 to "
        + "20; 1 by default) and `calls` (the upstream's route that each request must call exactly once).")
  ]

  package init(_ fields: inout ManifestFields) throws {
    routes = try fields.required("requests").list("'requests'").map { node in
      var fields = try ManifestFields(node, "a request")
      let route = Route(
        path: PathTemplate(try fields.text("get")), times: try fields.integer("times", in: 1...20, default: 1),
        calls: try fields.optional("calls")?.text("'calls'"), body: try ExpectedBody(fields.required("body")))
      try fields.end()
      return route
    }
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    var responses: [CheckedResponse] = []
    for route in routes {
      for number in 0..<route.times {
        if number == 0 && route.calls != nil { bench.upstream.delay(Lateness(bench.paced(Self.firstReplyDelay))) }
        defer { bench.upstream.delay(nil) }
        let response = try await response(route, first: number == 0, bench)
        responses.append(response)
        // Each further request could take its full patience as well.
        if response.exchange.answer == nil { return Measurement(responses: responses) }
      }
    }
    return Measurement(responses: responses)
  }

  private func response(_ route: Route, first: Bool, _ bench: Bench) async throws -> CheckedResponse {
    let values = Dictionary(
      uniqueKeysWithValues: route.path.placeholders.map {
        ($0, first ? bench.values.word() : PathWord.any(bench.values))
      })
    let mark = bench.upstream.count
    let exchange = try await bench.ask(ProbeRequest("GET", route.path.filled(with: values)))
    guard let path = route.calls else {
      return CheckedResponse(exchange, problem: problem(route, values, exchange, call: nil))
    }
    let all = bench.upstream.calls(since: mark)
    let calls = all.filter { $0.route == path && $0.parameters == values }
    // If the number of calls is wrong, that is the problem, whatever the body says.
    let problem = calls.count == 1 ? problem(route, values, exchange, call: calls[0]) : exchange.problem()
    return CheckedResponse(
      exchange, problem: problem, calls: exchange.status == 200 ? calls.count : nil,
      otherCall: calls.isEmpty ? all.first?.path : nil)
  }

  private func problem(
    _ route: Route, _ values: [String: String], _ exchange: Exchange, call: UpstreamCall?
  ) -> ResponseProblem? {
    let known = values.mapValues { JSONValue.text($0) }.merging(call?.reply ?? [:]) { own, _ in own }
    return exchange.problem(fields: route.body.filled(with: known))
  }
}
