package import Base
package import Lessons
package import ModuleRuntime

package import struct Foundation.Date

/// What a class asks for, and what it gives points for.
package struct ClassPlan: Sendable {
  /// One lesson of the class.
  package struct Assignment: Sendable {
    package let lesson: Lesson
    /// Those that may be submitted.
    package let tracks: [Track]
    /// True when each of the tracks is asked for; false when one of them is enough.
    package let needsAllTracks: Bool
    /// By check; the others have the lesson's own.
    package let points: [String: Double]
    package let deadline: Date?

    package init(
      lesson: Lesson, tracks: [Track], needsAllTracks: Bool = false, points: [String: Double] = [:],
      deadline: Date? = nil
    ) {
      self.lesson = lesson
      self.tracks = tracks
      self.needsAllTracks = needsAllTracks
      self.points = points
      self.deadline = deadline
    }
  }

  package var assignments: [Assignment]
  /// The share of the points that a late submission keeps.
  package var keptWhenLate = 1.0
  package var requiredTier: IsolationTier?
  /// Patterns of further files that are taken.
  package var allowed: [String] = []
  /// How long judging one submission may take.
  package var limit = Duration.seconds(180)

  package init(_ assignments: [Assignment]) {
    self.assignments = assignments
  }

  /// Every layout that some assignment may be submitted in.
  package var layouts: [TrackLayout] {
    assignments.flatMap { assignment in assignment.tracks.compactMap { try? assignment.lesson.layout($0) } }
      .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
