package import Base

/// A request that must be served, or rejected without disclosing anything, and its result.
package struct Trial: Sendable {
  package enum Demand: Sendable, Equatable {
    /// Status 200 and, when there are any, these fields among others in a JSON object.
    case served([String: JSONValue])
    /// One of these statuses, and nothing private anywhere in the response.
    case refused(Set<Int>)
    /// Any response; another check judges its content.
    case answered
  }

  package enum Problem: Sendable, Equatable {
    case response(ResponseProblem)
    /// The status was right, and the response disclosed something.
    case leak
  }

  /// A request to make, described in a few words, and what it must return.
  package struct Attempt: Sendable {
    package let occasion: String
    package let request: ProbeRequest
    package let demand: Demand

    package init(_ occasion: String, _ request: ProbeRequest, _ demand: Demand) {
      self.occasion = occasion
      self.request = request
      self.demand = demand
    }
  }

  package let occasion: String
  package let exchange: Exchange
  package let demand: Demand
  /// The private values that the response to a rejected request disclosed.
  package let leaks: [PrivateValue]
  /// Nil when the response is as it must be.
  package let problem: Problem?

  /// The response may repeat what the request itself contains.
  package init(_ attempt: Attempt, _ outcome: Exchange.Outcome, keeping secrets: [PrivateValue] = []) {
    occasion = attempt.occasion
    demand = attempt.demand
    exchange = Exchange(attempt.request, outcome)
    leaks =
      if case .refused = demand, let answer = exchange.answer {
        secrets.filter { answer.contains($0.value) && !attempt.request.contains($0.value) }
      } else {
        []
      }
    problem = Self.problem(exchange, demand, leaks)
  }

  private static func problem(_ exchange: Exchange, _ demand: Demand, _ leaks: [PrivateValue]) -> Problem? {
    switch (exchange.outcome, demand) {
    case (.noAnswer(let reason), _): return .response(.noResponse(reason))
    case (.answer(let answer), .refused(let statuses)):
      if !statuses.contains(answer.status) { return .response(.status(answer.status)) }
      return leaks.isEmpty ? nil : .leak
    case (.answer, .answered): return nil
    case (.answer, .served(let fields)): return exchange.problem(fields: fields).map { .response($0) }
    }
  }
}

/// A value that only its owner may see, and what it is, such as "diary".
package struct PrivateValue: Sendable, Equatable {
  package let kind: String
  package let value: String

  package init(_ kind: String, _ value: String) {
    self.kind = kind
    self.value = value
  }
}

extension ProbeRequest {
  fileprivate func contains(_ text: String) -> Bool {
    target.contains(text) || body.contains(text) || headers.contains { $0.value.contains(text) }
  }
}
