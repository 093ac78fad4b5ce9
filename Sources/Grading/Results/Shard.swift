internal import Base

/// A part of a class that one machine grades: each submission is in exactly one of `count` shards, on every machine.
package struct Shard: Sendable, Equatable, CustomStringConvertible {
  package static let whole = Shard(1, of: 1)
  /// From 1.
  package let number: Int
  package let count: Int

  private init(_ number: Int, of count: Int) {
    self.number = number
    self.count = count
  }

  /// Nil unless `text` is as "2/5".
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1], (1...10_000).contains(count),
      (1...count).contains(number)
    else { return nil }
    self.init(number, of: count)
  }

  package var description: String { "\(number)/\(count)" }

  package func contains(_ submission: String) -> Bool {
    // The lowest bits of this hash are the weakest.
    Int((StableHash.fnv1a(submission.utf8) >> 16) % UInt64(count)) == number - 1
  }
}
