package import Base

/// A request that must be served, or refused without giving anything away, and what came of it.
package struct Trial: Sendable {
  package enum Demand: Sendable, Equatable {
    /// 200; and a JSON object with these fields among others, when there are any.
    case served([String: JSONValue])
    /// One of these statuses, and nothing private anywhere in the answer.
    case refused(Set<Int>)
    /// An answer, whatever it says: another check holds it to more.
    case answered
  }

  package enum Problem: Sendable, Equatable {
    case noAnswer(String)
    case status(Int)
    case notJSON
    case field(FieldDifference)
    /// The status was right, and the answer gave something away.
    case leak
  }

  /// A request that is to be made, in few words, and what it must bring.
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
  /// What a refusal gave away.
  package let leaks: [PrivateValue]

  /// What the request itself says may be said again in the answer.
  package init(_ attempt: Attempt, _ outcome: Exchange.Outcome, keeping secrets: [PrivateValue] = []) {
    occasion = attempt.occasion
    demand = attempt.demand
    exchange = Exchange(attempt.request, outcome)
    guard case .refused = demand, let answer = exchange.answer else {
      leaks = []
      return
    }
    leaks = secrets.filter { answer.contains($0.value) && !attempt.request.contains($0.value) }
  }

  package var problem: Problem? {
    switch (exchange.outcome, demand) {
    case (.noAnswer(let reason), _): .noAnswer(reason)
    case (.answer(let answer), .refused(let statuses)):
      !statuses.contains(answer.status) ? .status(answer.status) : leaks.isEmpty ? nil : .leak
    case (.answer, .answered): nil
    case (.answer(let answer), .served(let fields)):
      answer.status != 200 ? .status(answer.status) : Self.difference(answer, fields)
    }
  }

  private static func difference(_ answer: Answer, _ fields: [String: JSONValue]) -> Problem? {
    if fields.isEmpty { return nil }
    guard let body = answer.json else { return .notJSON }
    return fields.sorted { $0.key < $1.key }.lazy
      .map { FieldDifference(field: $0.key, expected: $0.value, found: body[$0.key]) }
      .first { $0.expected != $0.found }.map { .field($0) }
  }
}

/// Something that only its owner may see, and what it is, such as "diary".
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
