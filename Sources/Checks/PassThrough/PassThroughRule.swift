internal import Report

extension PassThroughCheck: TrafficRule {
  package func judge(_ measurement: Measurement) -> Finding {
    let answers = measurement.answers
    let wrong = answers.first { Self.problem($0) != nil }
    let measured = wrong.flatMap(Self.problem)
    return Finding(
      measured == nil ? .pass : .fail,
      expected: "success stays success, and each refusal keeps the status that the route or the router gave it",
      measured: measured ?? "\(answers.count) requests, each answered with its own status",
      reproduce: (wrong ?? answers.first)?.exchange.request.curl ?? "",
      measurements: Exhibits.measurements(exchanges: answers.map(Self.row)),
      dependsOnControl: wrong?.exchange.answer == nil,
      isInModuleLog: wrong?.exchange.isServerError ?? false)
  }

  private static func problem(_ answer: CheckedAnswer) -> String? {
    let request = answer.exchange.request.words
    switch answer.exchange.outcome {
    case .noAnswer(let reason): return "\(request): \(reason)"
    case .answer(let seen) where !answer.expected.allows(seen.status):
      return "\(request) answered \(seen.status) instead of \(answer.expected)"
    case .answer:
      return answer.difference.map {
        "\(request) answered \"\($0.field)\": \($0.found?.description ?? "nothing"), instead of \($0.expected.description)"
      }
    }
  }

  private static func row(_ answer: CheckedAnswer) -> ExchangeRow {
    let seen = answer.exchange.answer
    let difference = seen.flatMap { answer.expected.allows($0.status) ? answer.difference : nil }
    // The route, not the request: its random words would differ between two reports that are compared.
    return ExchangeRow(
      answer.route, expected: answer.expected.description + (difference == nil ? "" : " with its own"),
      seen: answer.exchange.statusText + (difference.map { " with another \"\($0.field)\"" } ?? ""),
      holds: problem(answer) == nil)
  }
}
