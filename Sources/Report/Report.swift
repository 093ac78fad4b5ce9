package import Base

/// The result of judging one module; the same for every face, and written as JSON by `verify --json`.
package struct Report: Sendable, Equatable, Codable {
  package static let schemaVersion = 3
  /// The one check of a module that did not start; no lesson may use this id.
  package static let startCheck = "starts"

  package struct Score: Sendable, Codable, Equatable {
    /// Points of the required checks.
    package let points: Int
    package let of: Int
    /// Bonus checks that passed, and the number of bonus checks.
    package let stars: Int
    package let ofStars: Int

    package init(points: Int, of: Int, stars: Int, ofStars: Int) {
      self.points = points
      self.of = of
      self.stars = stars
      self.ofStars = ofStars
    }

    enum CodingKeys: String, CodingKey {
      case points, of, stars
      case ofStars = "of_stars"
    }
  }

  package let schema: Int
  package let lesson: String
  package let track: Track
  package let verdict: Verdict
  /// The same seed gives the same random values.
  package let seed: UInt64
  package let durationMilliseconds: Double
  /// The part of that for compiling and linking a Swift module, or for preparing the Python environment.
  package let preparationMilliseconds: Double
  /// False for a module that did not compile or never answered: its only check says why.
  package let started: Bool
  package let checks: [CheckOutcome]
  package let score: Score
  /// How far the module was isolated from the rest of the machine.
  package let isolation: String
  /// Nil in journals and in files from before version 3, where the file's own place says what was judged.
  package var provenance: ReportProvenance?

  enum CodingKeys: String, CodingKey {
    case schema, lesson, track, verdict, seed, started, checks, score, isolation, provenance
    case durationMilliseconds = "duration_ms"
    case preparationMilliseconds = "preparation_ms"
  }

  package init(
    lesson: String, track: Track, seed: UInt64, duration: Duration, preparation: Duration, started: Bool = true,
    checks: [CheckOutcome], isolation: String = "none"
  ) {
    schema = Self.schemaVersion
    self.lesson = lesson
    self.track = track
    self.seed = seed
    durationMilliseconds = duration.milliseconds
    preparationMilliseconds = preparation.milliseconds
    self.started = started
    self.checks = checks
    self.isolation = isolation
    let required = checks.filter(\.required)
    let bonuses = checks.filter { !$0.required }
    score = Score(
      points: required.filter { $0.verdict == .pass }.map(\.points).reduce(0, +),
      of: required.map(\.points).reduce(0, +), stars: bonuses.count { $0.verdict == .pass }, ofStars: bonuses.count)
    // A bonus that is checked alone decides: nothing else was asked for.
    let verdicts = Set((required.isEmpty ? bonuses : required).map(\.verdict))
    verdict = verdicts.contains(.fail) ? .fail : verdicts.contains(.inconclusive) ? .inconclusive : .pass
  }
}
