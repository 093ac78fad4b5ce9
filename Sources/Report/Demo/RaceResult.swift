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

  package init(
    lesson: String, track: Track, pictures: [RacePicture], isLate: Bool, lateness: Double, at: Date
  ) {
    self.lesson = lesson
    self.track = track
    self.pictures = pictures
    self.lateness = lateness
    self.at = at
    let shows = pictures.map { $0.figures.contains { $0.isBad == true } }
    outcome =
      isLate ? .inconclusive : shows.first != true ? .notShown : shows.last == true ? .notFixed : .shown
  }
}
