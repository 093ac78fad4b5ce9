package import Base
package import Checks
package import Lessons
package import Report

extension Report {
  package init(
    lesson: Lesson, track: Track, seed: UInt64, duration: Duration, preparation: Duration,
    judged: [(check: Check, finding: Finding)]
  ) {
    self.init(
      lesson: lesson.id, track: track, seed: seed, duration: duration, preparation: preparation,
      checks: judged.map { check, finding in
        CheckResult(
          id: check.id, title: check.title, required: check.isRequired, verdict: finding.verdict,
          expected: finding.expected, measured: finding.measured, reproduce: finding.reproduce,
          next: finding.verdict == .fail ? check.next : "", measurements: finding.measurements)
      },
      score: Score(
        points: judged.filter { $0.check.isRequired && $0.finding.verdict == .pass }.map(\.check.points).reduce(0, +),
        of: judged.filter(\.check.isRequired).map(\.check.points).reduce(0, +)))
  }
}
