package import Base

package import struct Foundation.Date

/// What a learner does, as progress records it.
extension Progress {
  package enum State: String, Sendable {
    case new = "not started"
    case started
    case skipped
    case passed
  }

  package func state(of lesson: String, _ track: Track) -> State {
    let entry = self[lesson, track]
    if entry.passed != nil { return .passed }
    if entry.isSkipped { return .skipped }
    return entry.started == nil ? .new : .started
  }

  /// The learner starts a lesson, perhaps not for the first time.
  package mutating func start(lesson: String, track: Track, at date: Date) {
    current = Position(lesson: lesson, track: track)
    if self[lesson, track].started == nil { self[lesson, track].started = date }
    self[lesson, track].isSkipped = false
  }

  package mutating func skip(lesson: String, track: Track) {
    self[lesson, track].isSkipped = true
  }

  /// Records that the first `count` hints have been shown.
  package mutating func showHint(_ count: Int, lesson: String, track: Track) {
    self[lesson, track].hints = max(self[lesson, track].hints, count)
  }

  /// Records that the code of a solution was shown. The first time counts.
  package mutating func seeSolution(lesson: String, track: Track, at date: Date) {
    if self[lesson, track].solutionSeen == nil { self[lesson, track].solutionSeen = date }
  }

  /// Records that a solution replaced the learner's copy. The first time counts.
  package mutating func applySolution(lesson: String, track: Track, at date: Date) {
    if self[lesson, track].applied == nil { self[lesson, track].applied = date }
  }

  /// Records that a module was judged by all checks. The first pass is kept unless another module passes.
  package mutating func record(lesson: String, track: Track, points: Int, of total: Int, pass: Pass?) {
    self[lesson, track].attempts += 1
    if points >= self[lesson, track].bestPoints {
      self[lesson, track].bestPoints = points
      self[lesson, track].ofPoints = total
    }
    if let pass, pass.fingerprint != self[lesson, track].passed?.fingerprint { self[lesson, track].passed = pass }
  }
}
