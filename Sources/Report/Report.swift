package import Base

/// What judging one module came to; the same for every face, and written as JSON by `verify --json`.
package struct Report: Sendable, Codable {
  package static let schemaVersion = 1

  package struct CheckResult: Sendable, Codable {
    package let id: String
    package let title: String
    package let required: Bool
    package let verdict: Verdict
    package let expected: String
    package let measured: String
    package let reproduce: String
    package let next: String
    package let measurements: [String: JSONValue]

    package init(
      id: String, title: String, required: Bool, verdict: Verdict, expected: String, measured: String,
      reproduce: String, next: String, measurements: [String: JSONValue]
    ) {
      self.id = id
      self.title = title
      self.required = required
      self.verdict = verdict
      self.expected = expected
      self.measured = measured
      self.reproduce = reproduce
      self.next = next
      self.measurements = measurements
    }
  }

  package struct Score: Sendable, Codable, Equatable {
    package let points: Int
    package let of: Int

    package init(points: Int, of: Int) {
      self.points = points
      self.of = of
    }
  }

  package let schema: Int
  package let lesson: String
  package let track: Track
  package let verdict: Verdict
  /// Gives the same random values again.
  package let seed: UInt64
  package let durationMilliseconds: Double
  /// Of that, compiling and linking a Swift module; making sure of the Python environment.
  package let preparationMilliseconds: Double
  package let checks: [CheckResult]
  /// Of the required checks.
  package let score: Score
  /// How far the module was kept from the rest of the machine.
  package let isolation: String

  package enum CodingKeys: String, CodingKey {
    case schema, lesson, track, verdict, seed, checks, score, isolation
    case durationMilliseconds = "duration_ms"
    case preparationMilliseconds = "preparation_ms"
  }

  package init(
    lesson: String, track: Track, seed: UInt64, duration: Duration, preparation: Duration, checks: [CheckResult],
    score: Score
  ) {
    schema = Self.schemaVersion
    self.lesson = lesson
    self.track = track
    self.seed = seed
    durationMilliseconds = duration.milliseconds
    preparationMilliseconds = preparation.milliseconds
    self.checks = checks
    self.score = score
    isolation = "none"
    let required = Set(checks.filter(\.required).map(\.verdict))
    verdict = required.contains(.fail) ? .fail : required.contains(.inconclusive) ? .inconclusive : .pass
  }
}
