internal import Bench

extension ContractCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let responses = measurement.responses
    let failures = responses.map(Self.failure)
    let wrong = failures.firstIndex { $0 != nil }.map { responses[$0] }
    return Finding(
      expected:
        "every route returns 200 with the documented body, and makes exactly one upstream call for each request "
        + "that needs one",
      passed: "\(responses.count) requests, each with the right response",
      failure: failures.lazy.compactMap(\.self).first,
      reproduce: (wrong ?? responses.first).map { Reproduction.curl($0.exchange.request, .body) } ?? "",
      numbers: [
        "requests": .count(responses.count), "problems": .count(failures.count { $0 != nil }, .atMost(0)),
      ], dependsOnControl: true)
  }

  private static func failure(_ response: CheckedResponse) -> Failure? {
    let request = response.exchange.request.words
    if let problem = response.problem {
      let isMissing = if case .noResponse = problem { true } else { false }
      return Failure(
        name, request, problem,
        next: isMissing
          ? "Find what the request waits for: something that never ends, or that only another request can end." : nil)
    }
    guard let calls = response.calls, calls != 1 else { return nil }
    return Failure(
      "contract.upstream-calls", "\(request) made \(calls) upstream calls instead of 1",
      next: calls == 0
        ? "Call the upstream in every request, and wait for its reply."
        : "Call the upstream once for each request: no second try, no call in advance.")
  }
}
