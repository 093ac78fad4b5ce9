package import Base
package import Report

/// What a grade is given for.
package struct GradeKey: Hashable, Sendable {
  package let submission: String
  package let lesson: String
  package let track: Track

  package init(_ result: GradeResult) {
    self.init(submission: result.submission, lesson: result.lesson, track: result.track)
  }

  package init(submission: String, lesson: String, track: Track) {
    self.submission = submission
    self.lesson = lesson
    self.track = track
  }
}

extension Sequence<GradeResult> {
  /// The result that counts for each key, in the order in which the keys appear first: the last one of the highest attempt.
  package var counting: [GradeResult] {
    var (order, latest) = ([GradeKey](), [GradeKey: GradeResult]())
    for result in self {
      let key = GradeKey(result)
      if let known = latest[key] {
        if result.attempt >= known.attempt { latest[key] = result }
      } else {
        order.append(key)
        latest[key] = result
      }
    }
    return order.compactMap { latest[$0] }
  }
}
