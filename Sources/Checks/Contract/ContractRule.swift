internal import Base
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
      passed: responses.count.counted("right response"),
      failure: failures.lazy.compactMap(\.self).first,
      reproduce: (wrong ?? responses.first).map { Reproduction.curl($0.exchange.request, .body) } ?? "",
      numbers: [
        "requests": .count(responses.count), "problems": .count(failures.count { $0 != nil }, .atMost(0)),
      ], dependsOnControl: true)
  }

  private static func failure(_ response: CheckedResponse) -> Failure? {
    let request = response.exchange.request.words
    if let problem = response.problem {
      return Failure(name, request, problem, next: next(problem, response))
    }
    guard let calls = response.calls, calls != 1 else { return nil }
    if calls == 0, let other = response.otherCall {
      return Failure(
        "contract.upstream-calls", "\(request) made an upstream call for \(other.excerpt(60)) instead of its own",
        next: "Pass the value from the path on as the caller wrote it.")
    }
    return calls == 0
      ? Failure(
        "contract.upstream-calls", "\(request) was answered without an upstream call",
        next: "Call the upstream for every request, and answer with what this very call returns.")
      : Failure(
        "contract.upstream-calls", "\(request) made \(calls) upstream calls instead of 1",
        next: "Find what calls the upstream a second time for one request, such as a retry or a middleware.")
  }

  private static func next(_ problem: ResponseProblem, _ response: CheckedResponse) -> String? {
    switch problem {
    case .noResponse:
      "Find what the request waits for: something that never ends, or that only another request can end."
    case .field(let difference):
      response.calls == nil
        ? "Return the documented body: \"\(difference.field)\" must be \(difference.expected.description)."
        : "Return \"\(difference.field)\" as this request has it, or the upstream's reply to it: nothing made up, "
          + "rounded, or kept from an earlier request."
    default: nil
    }
  }
}
