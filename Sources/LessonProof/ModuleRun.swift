package import Lessons
package import Report

/// One run of a module that ships with a lesson, as far as a check has to remember it.
package struct ModuleRun: Sendable, Codable {
  package let seed: UInt64
  package let failed: Set<String>
  package let inconclusive: Set<String>
  /// From the module's files to the verdict.
  package let seconds: Double
  /// To be read; nil when all was as it should be.
  package let surprise: Report?

  package init(_ report: Report, of module: ShippedModule) {
    seed = report.seed
    failed = Set(report.checks.filter { $0.verdict == .fail }.map(\.id))
    inconclusive = Set(report.checks.filter { $0.verdict == .inconclusive }.map(\.id))
    seconds = report.durationMilliseconds / 1000
    // An inconclusive check claims nothing, so only the others are held to what is expected.
    surprise = failed == module.fails.subtracting(inconclusive) ? nil : report
  }

  /// Whether it said pass where fail is right, or fail where pass is.
  package var isWrong: Bool { surprise != nil }

  /// Whether nothing it said is wrong, and something was not said.
  package var isInconclusive: Bool { !isWrong && !inconclusive.isEmpty }
}
