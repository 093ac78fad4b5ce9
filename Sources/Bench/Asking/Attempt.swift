package import Base

extension Trial {
  /// A request to make, described in a few words, and what it must return.
  package struct Attempt: Sendable {
    package let occasion: String
    package let request: ProbeRequest
    package let demand: Demand
    /// What to do when it fails, in a sentence; nil for the check's own advice.
    package let advice: String?
    /// The values that the fields had before another program changed them.
    package let formerly: [String: JSONValue]
    /// What somebody who sends the request by hand must do first.
    package let preparations: [Preparation]

    package init(
      _ occasion: String, _ request: ProbeRequest, _ demand: Demand, advice: String? = nil,
      formerly: [String: JSONValue] = [:], preparations: [Preparation] = []
    ) {
      self.occasion = occasion
      self.request = request
      self.demand = demand
      self.advice = advice
      self.formerly = formerly
      self.preparations = preparations
    }
  }

  package enum Preparation: Sendable, Equatable {
    case request(ProbeRequest)
    /// A statement of SQL, complete with its values.
    case statement(String)
  }
}
