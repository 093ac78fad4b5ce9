package import Base

/// What the races of one lesson's demo ended with, in one track.
package struct DemoOutcome: Sendable, Equatable {
  /// The lesson's id.
  package let lesson: String
  package let track: Track
  package var races: [RaceResult.Outcome] = []
  /// Why races did not come to their end.
  package var failures: [String] = []

  package init(lesson: String, track: Track) {
    self.lesson = lesson
    self.track = track
  }

  package var wrong: Int { races.count { $0 == .notShown || $0 == .notFixed } + failures.count }
  package var inconclusive: Int { races.count { $0 == .inconclusive } }
}

extension Sequence<DemoOutcome> {
  /// Fail as soon as one race is wrong; inconclusive when none is, but some are inconclusive.
  package var verdict: Verdict {
    if contains(where: { $0.wrong > 0 }) { return .fail }
    return contains { $0.inconclusive > 0 } ? .inconclusive : .pass
  }
}
