internal import Base

/// The verdict of one check, and everything that faces show of it.
package struct CheckOutcome: Sendable, Equatable, Codable {
  package let id: String
  package let title: String
  package let required: Bool
  /// The points that a pass adds to the score.
  package let points: Int
  package let verdict: Verdict
  /// A short stable code of what went wrong, such as "loop.blocked"; nil for a check that did not fail.
  package let cause: String?
  package let expected: String
  package let measured: String
  /// What the module or its compiler printed about the failure.
  package let evidence: Evidence?
  /// Shell commands that show it by hand, for a module that `pitfall run` has started; empty when there are none.
  package let reproduce: String
  /// One next step; empty for a check that did not fail.
  package let next: String
  package let measurements: [String: Measure]
  package let exhibit: Exhibit?
  /// Nil for a check that was not measured.
  package let control: ControlReading?
  /// 2 when the first attempt was inconclusive.
  package let attempts: Int
  /// From its first request to its verdict, over all attempts; nil for a check that sent none, because it watched others
  /// or the module did not start.
  package var durationMilliseconds: Double?

  enum CodingKeys: String, CodingKey {
    case id, title, required, points, verdict, cause, expected, measured, evidence, reproduce, next, measurements
    case exhibit, control, attempts
    case durationMilliseconds = "duration_ms"
  }

  package init(
    id: String, title: String, required: Bool, points: Int, verdict: Verdict, cause: String? = nil, expected: String,
    measured: String, evidence: Evidence? = nil, reproduce: String = "", next: String = "",
    measurements: [String: Measure] = [:], exhibit: Exhibit? = nil, control: ControlReading? = nil, attempts: Int = 1,
    duration: Duration? = nil
  ) {
    self.id = id
    self.title = title
    self.required = required
    self.points = points
    self.verdict = verdict
    self.cause = cause
    self.expected = expected
    self.measured = measured
    self.evidence = evidence
    self.reproduce = reproduce
    self.next = next
    self.measurements = measurements
    self.exhibit = exhibit
    self.control = control
    self.attempts = attempts
    durationMilliseconds = duration?.milliseconds
  }
}

/// Text that the module or its compiler printed.
package struct Evidence: Sendable, Equatable, Codable {
  package enum Source: String, Sendable, Codable {
    case compiler
    /// The last lines of the module's log.
    case log
  }

  package let source: Source
  /// Empty when nothing was printed.
  package let text: String

  package init(_ source: Source, _ text: String) {
    self.source = source
    self.text = text
  }
}

/// How late pitfall's own reference server was while a check measured.
package struct ControlReading: Sendable, Equatable, Codable {
  package let lagMilliseconds: Double
  package let limitMilliseconds: Double

  enum CodingKeys: String, CodingKey {
    case lagMilliseconds = "lag_ms"
    case limitMilliseconds = "limit_ms"
  }

  package init(lag: Duration, limit: Duration) {
    lagMilliseconds = lag.milliseconds
    limitMilliseconds = limit.milliseconds
  }

  /// True when a failure that a slow machine could explain says nothing about the module.
  package var isLate: Bool { lagMilliseconds > limitMilliseconds }
}
