internal import Lessons
package import Report

/// How far the numbers of correct and broken modules are from the limits that decide on them.
package struct Margins: Sendable, Equatable {
  /// A measured number, with the module that it was measured on.
  package struct Extreme: Sendable, Equatable {
    package let module: ModuleOutcome
    package let measure: Measure
    /// The factor between the number and its limit: 1 at the limit, more on the side where the module belongs, and less
    /// than 1 on the other one.
    package let distance: Double
  }

  package struct Number: Sendable, Equatable {
    package let name: String
    package let limit: Limit
    package let unit: Measure.Unit
    /// True when its kind of check lists it as a threshold; any other limit is itself what a lesson demands.
    package let isThreshold: Bool
    /// Of all runs that pass the check, as they should, the one closest to failing.
    package let worstRight: Extreme?
    /// Of all runs that fail the check, as they should, and for which this limit is the decisive one, the one closest to
    /// passing.
    package let bestWrong: Extreme?

    /// True when a slower or busier machine could move a number across the limit.
    package var isClose: Bool {
      isThreshold && [worstRight, bestWrong].contains { ($0?.distance ?? .infinity) < Margins.leastDistance }
    }
  }

  package struct Check: Sendable, Equatable {
    package let lesson: String
    package let id: String
    package let kind: String
    /// The numbers with a limit that is not a count.
    package let numbers: [Number]
    /// The limits of its counts, by their names.
    package let counts: [String: Limit]
  }

  /// With less, a machine that is 1.5 times as slow could change a verdict.
  package static let leastDistance = 1.5

  /// Each check that judged some module.
  package let checks: [Check]

  package init(_ modules: [ProvenModule], thresholds: [KindThresholds] = KindThresholds.all) {
    let lessons = modules.map(\.subject.lesson).reduce(into: [Lesson]()) { lessons, lesson in
      if !lessons.contains(where: { $0.id == lesson.id }) { lessons.append(lesson) }
    }
    let listed = Dictionary(thresholds.map { ($0.kind, $0.thresholds.map(\.name)) }) { first, _ in first }
    checks = lessons.flatMap { lesson -> [Check] in
      let modules = modules.filter { $0.subject.lesson.id == lesson.id }
      return lesson.checks.compactMap { check -> Check? in
        let samples = modules.flatMap { MarginSample.all(of: check.id, $0) }
        guard !samples.isEmpty else { return nil }
        let (kind, names) = (check.probe.value, listed[check.probe.value] ?? [])
        return Check(
          lesson: lesson.id, id: check.id, kind: kind, numbers: samples.numbers(thresholds: names),
          counts: samples.limits.filter { $0.value.isCount }.compactMapValues(\.limit))
      }
    }
  }

  package var thresholds: [Number] { checks.flatMap(\.numbers).filter(\.isThreshold) }
}
