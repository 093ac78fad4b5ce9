internal import Base
package import Bench
package import Lessons
internal import MiniServer

/// Asks each route once or a few times, and holds the answers to what the partner service gave for them.
package struct ContractCheck: TrafficProbe {
  private struct Route {
    let path: PathTemplate
    let times: Int
    /// The partner's route that each request must call exactly once.
    let calls: String?
    let body: ExpectedBody
  }

  package struct Exchange: Sendable {
    package enum Problem: Sendable, Equatable {
      case noReply(String)
      case status(Int)
      case notJSON
      case field(FieldDifference)
      case upstreamCalls(Int)
    }

    package let target: String
    package let status: Int?
    package let body: String
    package let problem: Problem?

    package init(target: String, status: Int?, body: String, problem: Problem?) {
      self.target = target
      self.status = status
      self.body = body
      self.problem = problem
    }
  }

  package struct Measurement: Sendable {
    package let exchanges: [Exchange]

    package init(exchanges: [Exchange]) {
      self.exchanges = exchanges
    }
  }

  private let routes: [Route]

  package init(parameters: ManifestNode) throws {
    var fields = try ManifestFields(parameters, "the contract probe")
    routes = try fields.required("requests").list("'requests'").map { node in
      var fields = try ManifestFields(node, "a request")
      let route = Route(
        path: PathTemplate(try fields.text("get")), times: try fields.integer("times", in: 1...20, default: 1),
        calls: try fields.optional("calls")?.text("'calls'"), body: try ExpectedBody(fields.required("body")))
      try fields.end()
      return route
    }
    try fields.end()
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    var exchanges: [Exchange] = []
    for route in routes {
      for _ in 0..<route.times {
        let values = Dictionary(uniqueKeysWithValues: route.path.placeholders.map { ($0, bench.values.word()) })
        let exchange = await exchange(route, values, bench)
        exchanges.append(exchange)
        // Each further one could take all of its patience as well.
        if case .noReply = exchange.problem { return Measurement(exchanges: exchanges) }
      }
    }
    return Measurement(exchanges: exchanges)
  }

  private func exchange(_ route: Route, _ values: [String: String], _ bench: Bench) async -> Exchange {
    let target = route.path.filled(with: values)
    let mark = bench.upstream.count
    let reply: ClientReply
    do {
      let connection = try await bench.module.connect()
      defer { connection.close() }
      reply = try await connection.send("GET", target, timeout: bench.patience)
    } catch {
      return Exchange(target: target, status: nil, body: "", problem: .noReply("\(error)"))
    }
    let calls = bench.upstream.calls(since: mark).filter { $0.route == route.calls && $0.parameters == values }
    return Exchange(
      target: target, status: reply.status.code, body: reply.text,
      problem: problem(route, values, reply, calls))
  }

  private func problem(
    _ route: Route, _ values: [String: String], _ reply: ClientReply, _ calls: [UpstreamCall]
  ) -> Exchange.Problem? {
    guard reply.status.code == 200 else { return .status(reply.status.code) }
    guard let body = JSONValue(bytes: reply.body) else { return .notJSON }
    if route.calls != nil && calls.count != 1 { return .upstreamCalls(calls.count) }
    let known = values.mapValues { JSONValue.text($0) }.merging(calls.first?.reply ?? [:]) { own, _ in own }
    return route.body.difference(body, known).map { .field($0) }
  }
}
