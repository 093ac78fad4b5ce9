internal import Base
internal import Report

/// What `lesson check --json` tells of one module.
struct LessonCheckRow: Encodable {
  let lesson: String
  let track: Track
  let kind: ModuleKind
  let name: String
  let expected: [String]
  /// The failed checks of each run.
  let seen: [[String]]
  /// Of each run, from the module's files to the verdict.
  let seconds: [Double]
  let medianSeconds: Double?
  let wrong: Int
  /// Bring the random values of the wrong runs again.
  let wrongSeeds: [UInt64]
  let inconclusive: Int

  enum CodingKeys: String, CodingKey {
    case lesson, track, kind, name, expected, seen, seconds, wrong, inconclusive
    case medianSeconds = "median_seconds"
    case wrongSeeds = "wrong_seeds"
  }

  init(_ outcome: ModuleOutcome) {
    lesson = outcome.lesson
    track = outcome.track
    kind = outcome.kind
    name = outcome.name
    expected = outcome.expected.sorted()
    seen = outcome.runs.map { $0.failed.sorted() }
    seconds = outcome.runs.map(\.seconds)
    medianSeconds = outcome.medianSeconds
    wrong = outcome.wrong.count
    wrongSeeds = outcome.wrong.map(\.seed)
    inconclusive = outcome.inconclusive
  }
}
