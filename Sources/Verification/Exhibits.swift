internal import Probes

/// A request that a check made, in few words: what it should bring, and what it brought.
package struct ExchangeRow: Sendable, Equatable, Codable {
  package let request: String
  package let expected: String
  package let seen: String
  package let holds: Bool

  package init(_ request: String, expected: String, seen: String, holds: Bool) {
    self.request = request
    self.expected = expected
    self.seen = seen
    self.holds = holds
  }
}

/// An amount that a check measured, to be drawn beside others of its unit.
package struct Bar: Sendable, Equatable, Codable {
  package let label: String
  package let value: Double
  package let unit: String

  package init(_ label: String, _ value: Double, unit: String) {
    self.label = label
    self.value = value
    self.unit = unit
  }
}

/// What faces draw of a finding, beside its sentences: measurements of these names.
package enum Exhibits {
  package static let exchanges = "exchanges"
  package static let bars = "bars"

  static func measurements(exchanges rows: [ExchangeRow]) -> [String: JSONValue] {
    [exchanges: JSONValue(encoding: rows)]
  }

  static func measurements(bars values: [Bar]) -> [String: JSONValue] { [bars: JSONValue(encoding: values)] }
}
