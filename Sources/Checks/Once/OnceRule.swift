internal import Base
internal import Bench
internal import Report

extension OnceCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let placed = measurement.placed
    let calls = placed.map(\.calls).reduce(measurement.strangers.count, +)
    let rows = placed.enumerated().map { row($0.offset + 1, $0.element) }
    return Finding(
      expected:
        "each \(noun) makes one upstream call, with the body that was sent, and returns the upstream's reply; one "
        + "call also when the upstream breaks off",
      passed:
        "\(placed.count.counted(noun)), \(calls.counted("upstream call")), each reply returned to its own \(noun)",
      failure: failure(measurement), reproduce: placed.first.map { Reproduction.curl($0.exchange.request) } ?? "",
      numbers: [
        "requests": .count(placed.count), "calls": .count(calls),
        "most_calls": .count((placed + [measurement.broken].compactMap(\.self)).map(\.calls).max() ?? 0, .atMost(1)),
      ],
      exhibit: .exchanges(rows + (measurement.broken.map { [row($0)] } ?? [])))
  }

  private func failure(_ seen: Measurement) -> Failure? {
    let calls = seen.placed.map(\.calls).reduce(0, +)
    if let silent = seen.placed.first(where: { $0.exchange.answer == nil }), let problem = silent.exchange.problem() {
      return Failure(Self.name, silent.exchange.request.words, problem)
    }
    let isFault = seen.placed.contains { $0.exchange.isServerError }
    func failure(_ cause: String, _ sentence: String) -> Failure {
      Failure("once.\(cause)", sentence, isInLog: isFault)
    }
    if let repeated = seen.placed.first(where: { $0.calls > 1 }) {
      return failure(
        "repeated", "\(repeated.exchange.request.words) made \(repeated.calls) upstream calls instead of 1")
    }
    if let other = seen.placed.first(where: { $0.exchange.status != status }),
      let problem = other.exchange.problem(status: status)
    {
      return Failure(Self.name, other.exchange.request.words, problem, insteadOf: "\(status)")
    }
    if seen.placed.contains(where: { $0.calls == 0 }) {
      guard let stranger = seen.strangers.first else {
        return failure("no-call", "\(calls.counted("upstream call")) for \(seen.placed.count.counted(noun))")
      }
      return stranger.isEmpty
        ? failure("other-body", "the upstream was called without the \(noun)'s body")
        : failure("other-body", "the upstream got another body than the \(noun)'s: \(stranger)")
    }
    if let broken = seen.broken, broken.calls > 1 {
      return failure(
        "retried",
        "the upstream broke off in the middle of its reply to one \(noun), and was called \(broken.calls) times")
    }
    if !seen.strangers.isEmpty {
      let placed = seen.placed + [seen.broken].compactMap(\.self)
      return failure(
        "more-calls",
        "\((calls + (seen.broken?.calls ?? 0) + seen.strangers.count).counted("upstream call")) for "
          + placed.count.counted(noun))
    }
    guard let other = seen.placed.first(where: { $0.difference != nil }), let difference = other.difference else {
      return nil
    }
    return Failure(Self.name, other.exchange.request.words, .field(difference))
  }

  private func row(_ number: Int, _ placed: Placement) -> ExchangeRow {
    ExchangeRow(
      "\(noun) \(number)", expected: "\(status), 1 call",
      seen: "\(placed.exchange.statusText), \(placed.calls.counted("call"))",
      holds: placed.exchange.status == status && placed.calls == 1 && placed.difference == nil)
  }

  private func row(_ broken: Placement) -> ExchangeRow {
    ExchangeRow(
      "one whose reply breaks off", expected: "1 call", seen: broken.calls.counted("call"), holds: broken.calls <= 1)
  }
}
