internal import Foundation

extension Progress {
  /// Both combined: the earlier pass and the higher counts win. The order and the number of merges do not matter.
  package func merged(with other: Progress) -> Progress {
    var sum = self
    sum.current = [current, other.current].compactMap { $0 }.max { $0.order < $1.order }
    for (lesson, tracks) in other.lessons {
      sum.lessons[lesson, default: [:]].merge(tracks) { $0.merged(with: $1) }
    }
    return sum
  }
}

extension Progress.Position {
  fileprivate var order: (String, String) { (lesson, track.rawValue) }
}

extension Progress.Entry {
  fileprivate func merged(with other: Self) -> Self {
    var sum = self
    sum.started = [started, other.started].compactMap { $0 }.min()
    sum.attempts = max(attempts, other.attempts)
    sum.hints = max(hints, other.hints)
    sum.isSkipped = isSkipped || other.isSkipped
    // Compared as a pair, because points mean nothing without the total of the same version of the lesson.
    if (bestPoints, ofPoints) < (other.bestPoints, other.ofPoints) {
      (sum.bestPoints, sum.ofPoints) = (other.bestPoints, other.ofPoints)
    }
    sum.solutionSeen = [solutionSeen, other.solutionSeen].compactMap { $0 }.min()
    sum.applied = [applied, other.applied].compactMap { $0 }.min()
    sum.passed = [passed, other.passed].compactMap { $0 }.min { $0.order < $1.order }
    return sum
  }
}

extension Progress.Pass {
  /// The date decides. The rest makes merging two of the same moment independent of their order.
  fileprivate var order: (Date, String, UInt64, Int, Int) { (date, fingerprint, seed, points, of) }
}
