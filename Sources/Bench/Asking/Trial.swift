package import Base

/// A request that must be served, or rejected without disclosing anything, and its result.
package struct Trial: Sendable {
  package enum Demand: Sendable, Equatable {
    /// Status 200 and, when there are any, these fields among others in a JSON object.
    case served([String: JSONValue])
    /// One of these statuses, and nothing private anywhere in the response.
    case refused(Set<Int>)
  }

  package enum Problem: Sendable, Equatable {
    case response(ResponseProblem)
    /// The status was right, and the response disclosed something.
    case leak
  }

  package enum Circumstance: Sendable {
    case alone
    /// On a connection that served another request before.
    case after(Attempt)
    case besideOthers
  }

  package let attempt: Attempt
  package let exchange: Exchange
  package let circumstance: Circumstance
  private let secrets: [PrivateValue]
  /// The private values that the response to a rejected request disclosed.
  package let leaks: [PrivateValue]
  /// Nil when the response is as it must be.
  package let problem: Problem?

  package init(_ attempt: Attempt, _ outcome: Exchange.Outcome, _ circumstance: Circumstance = .alone) {
    self.init(attempt, Exchange(attempt.request, outcome), circumstance, [])
  }

  private init(_ attempt: Attempt, _ exchange: Exchange, _ circumstance: Circumstance, _ secrets: [PrivateValue]) {
    self.attempt = attempt
    self.exchange = exchange
    self.circumstance = circumstance
    self.secrets = secrets
    if case .refused = attempt.demand, let answer = exchange.answer {
      leaks = secrets.disclosed(by: answer, to: attempt.request)
    } else {
      leaks = []
    }
    problem = Self.problem(exchange, attempt.demand, leaks)
  }

  /// The same with values that no response to a rejected request may contain, unless the request itself does.
  package func keeping(_ secrets: [PrivateValue]) -> Trial {
    Trial(attempt, exchange, circumstance, secrets)
  }

  /// What the same connection served last.
  package var before: Attempt? {
    if case .after(let attempt) = circumstance { attempt } else { nil }
  }

  package var occasion: String { attempt.occasion }
  package var demand: Demand { attempt.demand }

  private static func problem(_ exchange: Exchange, _ demand: Demand, _ leaks: [PrivateValue]) -> Problem? {
    switch (exchange.outcome, demand) {
    case (.noAnswer(let reason), _): return .response(.noResponse(reason))
    case (.answer(let answer), .refused(let statuses)):
      if !statuses.contains(answer.status) { return .response(.status(answer.status)) }
      return leaks.isEmpty ? nil : .leak
    case (.answer, .served(let fields)): return exchange.problem(fields: fields).map { .response($0) }
    }
  }

  /// Where a value comes from that was found in the place of another.
  package enum Origin: Sendable, Equatable {
    /// It was right until another program changed it.
    case beforeTheChange
    case otherRecord
    case unknown
  }

  package func origin(of difference: FieldDifference) -> Origin {
    guard let found = difference.found else { return .unknown }
    if attempt.formerly[difference.field] == found { return .beforeTheChange }
    return secrets.contains { .text($0.value) == found } ? .otherRecord : .unknown
  }
}
