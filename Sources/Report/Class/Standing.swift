package import Base

/// How far one learner is with one lesson in one track.
package struct Standing: Sendable, Equatable, Codable {
  package enum State: String, Sendable, Codable, CaseIterable {
    case passed
    case started
    case skipped
  }

  /// What is known of the module that the learner sent.
  package enum Module: String, Sendable, Codable {
    /// It is the lesson's own, as it was handed out.
    case unchanged
    case passed
    case failed
    /// This machine was too busy, or something on it broke.
    case notJudged = "not judged"
  }

  package let lesson: String
  package let track: Track
  package let state: State
  /// At best, by the learner's own progress or as judged now; nil when nothing was ever judged.
  package let points: Int?
  package let ofPoints: Int?
  package let attempts: Int
  package let hints: Int
  package let hasSeenSolution: Bool
  package let hasAppliedSolution: Bool
  /// Nil when no module was sent, or none was judged because progress says that the lesson is passed.
  package let module: Module?
  /// Of a module that failed.
  package let signature: FailureSignature?

  enum CodingKeys: String, CodingKey {
    case lesson, track, state, points, attempts, hints, module
    case ofPoints = "of_points"
    case hasSeenSolution = "solution_seen"
    case hasAppliedSolution = "solution_applied"
    case signature = "failed"
  }

  package init(
    lesson: String, track: Track, state: State, points: Int? = nil, ofPoints: Int? = nil, attempts: Int = 0,
    hints: Int = 0, hasSeenSolution: Bool = false, hasAppliedSolution: Bool = false, module: Module? = nil,
    signature: FailureSignature? = nil
  ) {
    self.lesson = lesson
    self.track = track
    self.state = state
    self.points = points
    self.ofPoints = ofPoints
    self.attempts = attempts
    self.hints = hints
    self.hasSeenSolution = hasSeenSolution
    self.hasAppliedSolution = hasAppliedSolution
    self.module = module
    self.signature = signature
  }

  /// Whether the module says what its learner finds hard.
  package var isJudged: Bool { module == .failed || module == .passed }
  package var hadHelp: Bool { hasSeenSolution || hasAppliedSolution }
}
