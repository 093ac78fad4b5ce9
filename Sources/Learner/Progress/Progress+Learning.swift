package import Base

package import struct Foundation.Date

/// What a learner does with a lesson, as progress remembers it.
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

  /// The learner comes to a lesson, perhaps once more.
  package mutating func start(lesson: String, track: Track, at date: Date) {
    current = Position(lesson: lesson, track: track)
    if self[lesson, track].started == nil { self[lesson, track].started = date }
    self[lesson, track].isSkipped = false
  }

  package mutating func skip(lesson: String, track: Track) {
    self[lesson, track].isSkipped = true
  }

  /// Hints are counted, not named: the first `count` have been shown.
  package mutating func showHint(_ count: Int, lesson: String, track: Track) {
    self[lesson, track].hints = max(self[lesson, track].hints, count)
  }

  /// A module was judged by all checks. The first pass is kept, and told anew only for another module.
  package mutating func record(lesson: String, track: Track, points: Int, of total: Int, pass: Pass?) {
    self[lesson, track].attempts += 1
    if points >= self[lesson, track].bestPoints {
      self[lesson, track].bestPoints = points
      self[lesson, track].ofPoints = total
    }
    if let pass, pass.fingerprint != self[lesson, track].passed?.fingerprint { self[lesson, track].passed = pass }
  }
}
