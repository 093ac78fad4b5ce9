internal import Bench

extension ContractCheck: TrafficRule {
  package func judge(_ measurement: Measurement) -> Finding {
    let exchanges = measurement.exchanges
    let problems = exchanges.compactMap { exchange in exchange.problem.map { (exchange.target, $0) } }
    let targets = exchanges.map(\.target)
    return Finding(
      problems.isEmpty ? .pass : .fail,
      expected: "each route answers 200 with what its contract says, and asks the partner once for each request",
      measured: problems.first.map { Self.sentence($0, $1) }
        ?? "\(exchanges.count) requests, each answered as it must be",
      reproduce: "curl -s http://127.0.0.1:8000\(problems.first?.0 ?? targets.first ?? "/")",
      measurements: ["requests": .count(exchanges.count), "problems": .count(problems.count)],
      isInModuleLog: exchanges.contains { ($0.status ?? 0) >= 500 })
  }

  private static func sentence(_ target: String, _ problem: Exchange.Problem) -> String {
    switch problem {
    case .noReply(let reason): "GET \(target): \(reason)"
    case .status(let code): "GET \(target) answered \(code) instead of 200"
    case .notJSON: "GET \(target) answered a body that is no JSON"
    case .upstreamCalls(let count): "GET \(target) made \(count) calls to the partner for it, instead of 1"
    case .field(let difference):
      "GET \(target) answered \"\(difference.field)\": \(difference.found?.description ?? "nothing"),"
        + " instead of \(difference.expected.description)"
    }
  }
}
