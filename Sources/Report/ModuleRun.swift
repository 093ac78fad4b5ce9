/// One run of a module that ships with a lesson, compared with what the lesson expects.
package struct ModuleRun: Sendable, Equatable, Codable {
  package let seed: UInt64
  package let failed: Set<String>
  package let inconclusive: Set<String>
  /// The time from the module's files to the verdict.
  package let seconds: Double
  /// The whole report of an unexpected run; otherwise nil.
  package let surprise: Report?

  /// `expected` are the checks that the module must fail, and no others.
  package init(_ report: Report, expected: Set<String>) {
    seed = report.seed
    failed = Set(report.checks.filter { $0.verdict == .fail }.map(\.id))
    inconclusive = Set(report.checks.filter { $0.verdict == .inconclusive }.map(\.id))
    seconds = report.durationMilliseconds / 1000
    // An inconclusive check claims nothing, so only the others are compared.
    surprise = failed == expected.subtracting(inconclusive) ? nil : report
  }

  /// True when a check passed that must fail, or failed that must pass.
  package var isWrong: Bool { surprise != nil }

  /// True when no verdict is wrong, but some are missing.
  package var isInconclusive: Bool { !isWrong && !inconclusive.isEmpty }
}
