internal import Foundation

extension Progress {
  /// The sum of two: the earlier pass stays, the higher counts win. The same whichever comes first, and however often.
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
    // A pair, for the points of one lesson version mean nothing out of those of another.
    if (bestPoints, ofPoints) < (other.bestPoints, other.ofPoints) {
      (sum.bestPoints, sum.ofPoints) = (other.bestPoints, other.ofPoints)
    }
    sum.passed = [passed, other.passed].compactMap { $0 }.min { $0.order < $1.order }
    return sum
  }
}

extension Progress.Pass {
  /// The date decides; the rest, so that two of one moment come out the same either way.
  fileprivate var order: (Date, String, UInt64, Int, Int) { (date, fingerprint, seed, points, of) }
}
