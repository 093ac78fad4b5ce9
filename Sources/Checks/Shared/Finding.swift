package import Base
package import Report

/// A measurement held against its rule.
package struct Finding: Sendable, Equatable {
  package var verdict: Verdict
  /// What the rule demands, in a sentence.
  package let expected: String
  /// What was seen, in a sentence.
  package var measured: String
  /// How to see it by hand, on a module that `pitfall run … --port 8000` has started.
  package let reproduce: String
  /// Numbers and series, for machines and plots.
  package var measurements: [String: JSONValue]
  /// True when a slow machine could have brought this failure about; a sighting of the kernel's it could not.
  package var dependsOnControl = true
  /// True when the module's own log may say why, as after an answer of 500.
  package var isInModuleLog = false

  package init(
    _ verdict: Verdict, expected: String, measured: String, reproduce: String, measurements: [String: JSONValue],
    dependsOnControl: Bool = true, isInModuleLog: Bool = false
  ) {
    self.verdict = verdict
    self.expected = expected
    self.measured = measured
    self.reproduce = reproduce
    self.measurements = measurements
    self.dependsOnControl = dependsOnControl
    self.isInModuleLog = isInModuleLog
  }
}

extension JSONValue {
  package static func milliseconds(_ duration: Duration) -> JSONValue {
    .number(duration.milliseconds)
  }

  package static func count(_ count: Int) -> JSONValue {
    .number(Double(count))
  }
}
