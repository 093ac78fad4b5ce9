package import Base

/// Consecutive runs of one job, for which its module is compiled once.
package struct JudgingBatch: Sendable, Equatable {
  /// Its index among all jobs.
  package let job: Int
  package let seeds: [UInt64]

  package init(job: Int, seeds: [UInt64]) {
    self.job = job
    self.seeds = seeds
  }

  /// Every run of the jobs, in an order that keeps all slots busy to the end.
  ///
  /// The tracks take turns, because Swift runs are mostly CPU-bound and FastAPI runs mostly wait. When there are fewer
  /// jobs than slots, the runs of each are divided among several batches.
  package static func all(_ jobs: [(track: Track, seeds: [UInt64])], slots: Int) -> [JudgingBatch] {
    let waiting = jobs.indices.filter { !jobs[$0].seeds.isEmpty }
    guard !waiting.isEmpty else { return [] }
    let tracks = waiting.map { jobs[$0].track }.reduce(into: [Track]()) { if !$0.contains($1) { $0.append($1) } }
    let lines = tracks.map { track in waiting.filter { jobs[$0].track == track } }
    let turns = (0..<(lines.map(\.count).max() ?? 0)).flatMap { turn in
      lines.compactMap { turn < $0.count ? $0[turn] : nil }
    }
    let shares = (slots + waiting.count - 1) / waiting.count
    return turns.flatMap { job in
      let seeds = jobs[job].seeds
      let size = (seeds.count + shares - 1) / shares
      return stride(from: 0, to: seeds.count, by: size).map { start in
        JudgingBatch(job: job, seeds: Array(seeds[start..<min(start + size, seeds.count)]))
      }
    }
  }
}
