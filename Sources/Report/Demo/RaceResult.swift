package import Base

package import struct Foundation.Date

/// A finished race of two servers.
package struct RaceResult: Sendable, Equatable, Codable {
  package enum Outcome: String, Sendable, Codable {
    /// The first server shows the pitfall, and the second one does not.
    case shown
    /// The second server shows it, too.
    case notFixed = "not_fixed"
    /// The first server does not show it.
    case notShown = "not_shown"
    /// This machine was too busy for the numbers to mean anything.
    case inconclusive

    /// What to say of a race that did not show what it is for; nil for one that did. `lateness` is in milliseconds.
    package func remark(lateness: Double) -> String? {
      switch self {
      case .shown: nil
      case .notFixed: "The second server shows the pitfall, too."
      case .notShown: "The first server did not show the pitfall."
      case .inconclusive: "This machine was too busy (\(Int(lateness)) ms late)."
      }
    }
  }

  package let lesson: String
  package let track: Track
  /// For the first server and the second one.
  package let pictures: [RacePicture]
  package let outcome: Outcome
  /// How late pitfall's own server was at most, in milliseconds.
  package let lateness: Double
  package let at: Date

  enum CodingKeys: String, CodingKey {
    case lesson, track, pictures, outcome, at
    case lateness = "lateness_ms"
  }

  /// `lateness` is in milliseconds. Above `limit`, the numbers mean nothing; above `tolerance`, only what a good server
  /// cannot show without the pitfall.
  package init(
    lesson: String, track: Track, pictures: [RacePicture], lateness: Double, limit: Double, tolerance: Double, at: Date
  ) {
    self.lesson = lesson
    self.track = track
    self.pictures = pictures
    self.lateness = lateness
    self.at = at
    let shows = pictures.map { $0.figures.contains { $0.isBad == true } }
    let outcome: Outcome = shows.first != true ? .notShown : shows.last == true ? .notFixed : .shown
    let isLate = lateness > limit || lateness > tolerance && outcome != .shown
    self.outcome = isLate ? .inconclusive : outcome
  }
}
