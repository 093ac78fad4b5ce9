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
      exhibit: .exchanges(zip(answers, failures).map(Self.row)))
  }

  private static func failure(_ answer: CheckedAnswer) -> Failure? {
    let problem: ResponseProblem? =
      switch answer.exchange.outcome {
      case .noAnswer(let reason): .noResponse(reason)
      case .answer(let seen) where !answer.expected.allows(seen.status): .status(seen.status)
      case .answer: answer.difference.map { .field($0) }
      }
    return problem.map {
      Failure(name, answer.exchange.request.words, $0, insteadOf: answer.expected.description)
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
