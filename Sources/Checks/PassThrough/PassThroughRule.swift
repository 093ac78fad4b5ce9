internal import Bench
internal import Report

extension PassThroughCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let answers = measurement.answers
    let failures = answers.map(Self.failure)
    let wrong = failures.firstIndex { $0 != nil }.map { answers[$0] }
    return Finding(
      expected: "success stays success, and each error response keeps the status that the route or the router gave it",
      passed: "\(answers.count) requests, each with its own status", failure: failures.lazy.compactMap(\.self).first,
      reproduce: (wrong ?? answers.first).map { Reproduction.curl($0.exchange.request) } ?? "",
      numbers: [
        "requests": .count(answers.count), "problems": .count(failures.count { $0 != nil }, .atMost(0)),
      ],
      exhibit: .exchanges(Self.rows(answers, failures)))
  }

  private static func failure(_ answer: CheckedAnswer) -> Failure? {
    let problem: ResponseProblem? =
      switch answer.exchange.outcome {
      case .noAnswer(let reason): .noResponse(reason)
      case .answer(let seen) where !answer.expected.allows(seen.status): .status(seen.status)
      case .answer: answer.difference.map { .field($0) }
      }
    return problem.map {
      Failure(
        name, answer.exchange.request.words, $0, insteadOf: answer.expected.description, next: next($0, answer))
    }
  }

  /// Nil for a 5xx, of which the log says more, and where the check's own advice is right.
  private static func next(_ problem: ResponseProblem, _ answer: CheckedAnswer) -> String? {
    switch problem {
    case .status(let status) where status < 400 && !answer.expected.allows(status) && answer.expected != .success:
      "A response that says that something went wrong must go on saying so: leave its \(answer.expected) as it is."
    case .status(let status) where status < 500:
      "Something other than the route, or the router, chose \(status). Find out which part of the module answers "
        + "\(answer.route)."
    case .field(let difference):
      "Return the route's own body, with \"\(difference.field)\" at its top: nothing may be wrapped around it."
    default: nil
    }
  }

  /// One for each route, the first that has a problem if there is one: further requests are the same with other words.
  private static func rows(_ answers: [CheckedAnswer], _ failures: [Failure?]) -> [ExchangeRow] {
    let judged = Array(zip(answers, failures))
    var seen: Set<String> = []
    return judged.filter { seen.insert($0.0.route).inserted }.map { answer, failure in
      let wrong = judged.first { $0.0.route == answer.route && $0.1 != nil }
      return row(wrong?.0 ?? answer, wrong?.1 ?? failure)
    }
  }

  private static func row(_ answer: CheckedAnswer, _ failure: Failure?) -> ExchangeRow {
    let seen = answer.exchange.answer
    let difference = seen.flatMap { answer.expected.allows($0.status) ? answer.difference : nil }
    // The route, not the request: its random words would differ between two reports that are compared.
    return ExchangeRow(
      answer.route, expected: answer.expected.description + (difference == nil ? "" : " with its own body"),
      seen: answer.exchange.statusText + (difference.map { " with another \"\($0.field)\"" } ?? ""),
      holds: failure == nil)
  }
}
