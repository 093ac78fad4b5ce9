/// What a number must be for a check to pass.
package struct Limit: Sendable, Equatable, Codable, CustomStringConvertible {
  package enum Bound: String, Sendable, Codable {
    case below
    case atMost = "at_most"
    case atLeast = "at_least"
  }

  package let bound: Bound
  package let value: Double

  package init(_ bound: Bound, _ value: Double) {
    self.bound = bound
    self.value = value
  }

  package static func below(_ value: Double) -> Limit { Limit(.below, value) }
  package static func atMost(_ value: Double) -> Limit { Limit(.atMost, value) }
  package static func atLeast(_ value: Double) -> Limit { Limit(.atLeast, value) }

  package func allows(_ number: Double) -> Bool {
    switch bound {
    case .below: number < value
    case .atMost: number <= value
    case .atLeast: number >= value
    }
  }

  /// The limit in words, such as "below 0.5".
  package var description: String {
    let number = value == value.rounded() ? String(Int(value)) : String(value)
    return switch bound {
    case .below: "below \(number)"
    case .atMost: "at most \(number)"
    case .atLeast: "at least \(number)"
    }
  }
}
