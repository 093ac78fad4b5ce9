package import Base

/// Runs of one module, which is compiled once for them.
package struct CheckBatch: Sendable, Equatable {
  /// Its index among all that is checked.
  package let subject: Int
  package let seeds: [UInt64]

  package init(subject: Int, seeds: [UInt64]) {
    self.subject = subject
    self.seeds = seeds
  }

  /// The runs that are missing of each subject, with fresh seeds, in an order that keeps `jobs` of them busy to the end.
  ///
  /// The tracks take turns, because some wait more and others compute more. When there are fewer subjects than jobs, the
  /// runs of each are shared out.
  package static func all(missing: [Int], tracks: [Track], jobs: Int) -> [CheckBatch] {
    let wanting = missing.indices.filter { missing[$0] > 0 }
    guard !wanting.isEmpty else { return [] }
    let shares = (jobs + wanting.count - 1) / wanting.count
    let order = wanting.map { tracks[$0] }.reduce(into: [Track]()) { if !$0.contains($1) { $0.append($1) } }
    let queues = order.map { track in wanting.filter { tracks[$0] == track } }
    let turns = (0..<(queues.map(\.count).max() ?? 0)).flatMap { turn in
      queues.compactMap { turn < $0.count ? $0[turn] : nil }
    }
    return turns.flatMap { subject in
      let seeds = (0..<missing[subject]).map { _ in UInt64.random(in: 0...UInt64(UInt32.max)) }
      let size = (seeds.count + shares - 1) / shares
      return stride(from: 0, to: seeds.count, by: size).map { start in
        CheckBatch(subject: subject, seeds: Array(seeds[start..<min(start + size, seeds.count)]))
      }
    }
  }
}
