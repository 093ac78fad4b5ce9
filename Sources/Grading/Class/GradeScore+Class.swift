package import Base
internal import Lessons
package import Report

package import struct Foundation.Date

extension GradeScore {
  /// By the weights of `assignment`; without a report, or with one of a module that did not start, nothing passed.
  package init(
    _ report: Report?, _ assignment: ClassPlan.Assignment, track: Track, submitted: Date?, keptWhenLate: Double
  ) {
    let verdicts = Dictionary((report?.checks ?? []).map { ($0.id, $0.verdict) }) { first, _ in first }
    let checks = assignment.lesson.checks(for: track).map { check in
      let weight = assignment.points[check.id] ?? Double(check.points)
      let verdict = verdicts[check.id]
      return Check(
        id: check.id, title: check.title, isBonus: !check.isRequired, verdict: verdict,
        points: verdict == .pass ? weight : 0, of: weight)
    }
    let isLate = assignment.deadline.flatMap { deadline in submitted.map { $0 > deadline } }
    self.init(checks: checks, submitted: submitted, isLate: isLate, keptWhenLate: keptWhenLate)
  }
}
