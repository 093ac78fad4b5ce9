package import Base
package import Foundation

/// How far a learner has come.
package struct Progress: Sendable, Codable, Equatable {
  enum CodingKeys: String, CodingKey, CaseIterable { case current, lessons }

  package struct Entry: Sendable, Codable, Equatable {
    enum CodingKeys: String, CodingKey, CaseIterable {
      case started, attempts, hints, passed, applied
      case solutionSeen = "solution_seen"
      case isSkipped = "is_skipped"
      case bestPoints = "best_points"
      case ofPoints = "of_points"
    }

    package var started: Date?
    package var attempts = 0
    package var hints = 0
    package var isSkipped = false
    package var bestPoints = 0
    package var ofPoints = 0
    package var passed: Pass?
    /// When the code of a solution was first shown.
    package var solutionSeen: Date?
    /// When a solution first replaced the learner's copy.
    package var applied: Date?

    package init() {}
  }

  package struct Pass: Sendable, Codable, Equatable {
    enum CodingKeys: String, CodingKey, CaseIterable { case date, fingerprint, seed, points, of }

    package let date: Date
    /// The fingerprint of the module that passed.
    package let fingerprint: String
    package let seed: UInt64
    package let points: Int
    package let of: Int

    package init(date: Date, fingerprint: String, seed: UInt64, points: Int, of: Int) {
      self.date = date
      self.fingerprint = fingerprint
      self.seed = seed
      self.points = points
      self.of = of
    }
  }

  /// Where the learner is.
  package struct Position: Sendable, Codable, Equatable {
    enum CodingKeys: String, CodingKey, CaseIterable { case lesson, track }

    package let lesson: String
    package let track: Track

    package init(lesson: String, track: Track) {
      self.lesson = lesson
      self.track = track
    }
  }

  package var current: Position?
  /// By the lesson's name, including lessons of other packs.
  package var lessons: [String: [Track: Entry]] = [:]

  package init() {}

  /// An empty entry when there is none yet.
  package subscript(lesson: String, track: Track) -> Entry {
    get { lessons[lesson]?[track] ?? Entry() }
    set { lessons[lesson, default: [:]][track] = newValue }
  }

  /// The first of `lessons` after the current one, wrapping around, that is neither passed nor skipped; the current one
  /// comes last. Nil when all are done.
  package func nextLesson(in lessons: [String], track: Track) -> String? {
    let after = current.flatMap { lessons.firstIndex(of: $0.lesson) }.map { $0 + 1 } ?? 0
    return (lessons[after...] + lessons[..<after]).first { lesson in
      let entry = self[lesson, track]
      return entry.passed == nil && !entry.isSkipped
    }
  }
}
