package import Report

/// A limit of a rule, with the name of the number that it bounds and the reason for its value.
package struct Threshold: Sendable {
  package let name: String
  package let limit: Limit
  /// What was measured on both sides of it.
  package let reason: String

  package init(_ name: String, _ limit: Limit, _ reason: String) {
    self.name = name
    self.limit = limit
    self.reason = reason
  }

  package func allows(_ value: Double) -> Bool { limit.allows(value) }
}
