internal import Base
package import Lessons
package import Report

/// What the runs of one shipped module came to.
package struct ModuleOutcome: Sendable {
  package let lesson: Lesson
  package let module: ShippedModule
  package var runs: [ModuleRun]

  package init(lesson: Lesson, module: ShippedModule, runs: [ModuleRun]) {
    self.lesson = lesson
    self.module = module
    self.runs = runs
  }

  package var wrong: [ModuleRun] { runs.filter(\.isWrong) }

  package var inconclusive: Int { runs.count(where: \.isInconclusive) }

  /// In how many runs each check failed.
  package var failures: [String: Int] {
    runs.reduce(into: [:]) { counts, run in for check in run.failed { counts[check, default: 0] += 1 } }
  }

  /// Nil before the first run.
  package var medianSeconds: Double? { runs.map(\.seconds).median }
}

extension Sequence<ModuleOutcome> {
  /// Of all runs: fail as soon as one is wrong, and inconclusive when some said nothing.
  package var verdict: Verdict {
    if contains(where: { !$0.wrong.isEmpty }) { return .fail }
    return contains { $0.inconclusive > 0 } ? .inconclusive : .pass
  }
}
