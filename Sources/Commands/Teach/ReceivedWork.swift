internal import Base
internal import Grading
internal import Learner
internal import Report

private import struct Foundation.Date

/// What one learner sent, in one entry of a folder or several.
struct ReceivedWork {
  let learner: String
  private(set) var progress: Progress?
  /// By lesson and track: an entry can have one module for each.
  private(set) var works: [GradeKey: GradeWork] = [:]
  private(set) var problems: [ClassOverview.Problem] = []

  init(learner: String) {
    self.learner = learner
  }

  /// Of an entry of that name: "ana.json" and the folder "ana" are the same learner's.
  static func learner(_ entry: String) -> String {
    entry.hasSuffix(".json") && entry.count > 5 ? String(entry.dropLast(5)) : entry
  }

  mutating func report(_ text: String, isOurs: Bool = false) {
    problems.append(ClassOverview.Problem(learner: learner, text: text, isOurs: isOurs))
  }

  mutating func add(_ other: Progress) {
    guard var sum = progress?.merged(with: other) else { return progress = other }
    sum.current = progress?.current ?? other.current
    progress = sum
  }

  /// Of two modules for the same lesson and track, the newer one counts.
  mutating func add(_ work: GradeWork) {
    let before = works[work.key]?.submitted ?? .distantPast
    if works[work.key] == nil || (work.submitted ?? .distantPast) > before { works[work.key] = work }
  }
}
