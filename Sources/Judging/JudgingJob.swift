package import Base
package import Lessons
package import Report

/// What a client names its jobs by; it is written to the journal as JSON.
package typealias JudgingKey = Hashable & Sendable & Codable

/// A module to judge by a lesson, once for each seed.
package struct JudgingJob<Key: JudgingKey>: Sendable {
  /// Different from the key of any other job of the same queue.
  package let key: Key
  package let lesson: Lesson
  package let layout: TrackLayout
  /// The module's folder.
  package let path: String
  package var seeds: [UInt64]

  package init(key: Key, lesson: Lesson, layout: TrackLayout, path: String, seeds: [UInt64] = []) {
    self.key = key
    self.lesson = lesson
    self.layout = layout
    self.path = path
    self.seeds = seeds
  }
}

/// The report of one run of a job.
package struct Judged<Key: JudgingKey>: Sendable {
  package let key: Key
  package let report: Report

  package init(key: Key, report: Report) {
    self.key = key
    self.report = report
  }

  /// True when some of its checks have no verdict.
  package var isInconclusive: Bool { report.checks.contains { $0.verdict == .inconclusive } }
}
