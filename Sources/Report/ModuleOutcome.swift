package import Base

/// All runs of one module that ships with a lesson.
package struct ModuleOutcome: Sendable, Equatable, Codable {
  /// The lesson's id.
  package let lesson: String
  package let track: Track
  package let kind: ModuleKind
  package let name: String
  package let path: String
  /// Exactly the checks that the module must fail.
  package let expected: Set<String>
  package var runs: [ModuleRun]

  package init(
    lesson: String, track: Track, kind: ModuleKind, name: String, path: String, expected: Set<String>,
    runs: [ModuleRun] = []
  ) {
    self.lesson = lesson
    self.track = track
    self.kind = kind
    self.name = name
    self.path = path
    self.expected = expected
    self.runs = runs
  }

  package var wrong: [ModuleRun] { runs.filter(\.isWrong) }

  package var inconclusive: Int { runs.count(where: \.isInconclusive) }

  /// The number of runs in which each check failed.
  package var failures: [String: Int] {
    runs.reduce(into: [:]) { counts, run in for check in run.failed { counts[check, default: 0] += 1 } }
  }

  /// Nil before the first run.
  package var medianSeconds: Double? { runs.map(\.seconds).median }
}

extension Sequence<ModuleOutcome> {
  /// Fail as soon as one run is wrong; inconclusive when none is, but some are inconclusive.
  package var verdict: Verdict {
    if contains(where: { !$0.wrong.isEmpty }) { return .fail }
    return contains { $0.inconclusive > 0 } ? .inconclusive : .pass
  }
}
