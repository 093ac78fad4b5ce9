package import struct Foundation.Date

/// The points of a submission, by the class's own weights.
package struct GradeScore: Sendable, Equatable, Codable {
  /// The points of one check.
  package struct Check: Sendable, Equatable, Codable {
    package let id: String
    package let title: String
    package let isBonus: Bool
    /// Nil when the check has no verdict, because the module never started or was not judged.
    package let verdict: Verdict?
    package let points: Double
    package let of: Double

    enum CodingKeys: String, CodingKey {
      case id, title, verdict, points, of
      case isBonus = "bonus"
    }

    package init(id: String, title: String, isBonus: Bool, verdict: Verdict?, points: Double, of: Double) {
      self.id = id
      self.title = title
      self.isBonus = isBonus
      self.verdict = verdict
      self.points = points
      self.of = of
    }
  }

  /// What counts: those of the required and bonus checks that passed, less what lateness costs.
  package let points: Double
  /// The points of all required checks; bonus points come on top.
  package let of: Double
  /// How many of `points`, before what lateness costs, come from bonus checks.
  package let bonus: Double
  /// Nil when the class has no deadline, or when the time of submission is not known.
  package let isLate: Bool?
  package let submitted: Date?
  /// In the lesson's order.
  package let checks: [Check]

  enum CodingKeys: String, CodingKey {
    case points, of, bonus, submitted, checks
    case isLate = "late"
  }

  /// `keptWhenLate` is the share of the points that a late submission keeps.
  package init(checks: [Check], submitted: Date? = nil, isLate: Bool? = nil, keptWhenLate: Double = 1) {
    let full = checks.map(\.points).reduce(0, +)
    points = isLate == true ? full * keptWhenLate : full
    of = checks.filter { !$0.isBonus }.map(\.of).reduce(0, +)
    bonus = checks.filter(\.isBonus).map(\.points).reduce(0, +)
    self.isLate = isLate
    self.submitted = submitted
    self.checks = checks
  }
}
