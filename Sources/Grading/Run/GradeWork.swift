package import Base
package import Lessons
internal import Report

package import struct Foundation.Date

/// A module of a submission that is to be judged by one lesson.
package struct GradeWork: Sendable {
  package let submission: String
  package let assignment: ClassPlan.Assignment
  package let layout: TrackLayout
  package let submissionHash: String
  package let files: [String: String]
  package let submitted: Date?
  package let attempt: Int
  package let seed: UInt64
  /// What was not taken of the submission though it looks wanted, in clauses.
  package let leftOut: [String]

  package init(
    submission: String, assignment: ClassPlan.Assignment, layout: TrackLayout, submissionHash: String,
    files: [String: String], submitted: Date?, attempt: Int, seed: UInt64, leftOut: [String] = []
  ) {
    self.submission = submission
    self.assignment = assignment
    self.layout = layout
    self.submissionHash = submissionHash
    self.files = files
    self.submitted = submitted
    self.attempt = attempt
    self.seed = seed
    self.leftOut = leftOut
  }

  package var lesson: Lesson { assignment.lesson }
  package var key: GradeKey { GradeKey(submission: submission, lesson: lesson.id, track: layout.track) }
}
