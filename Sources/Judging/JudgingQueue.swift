package import ModuleRuntime
package import Report

/// Judges many modules, several of them concurrently, and hands the report of every finished run to a record.
///
/// It does not know what the reports are for: a client names each job by a key, and gets the reports back by that key.
package struct JudgingQueue<Key: JudgingKey>: Sendable {
  package enum Event: Sendable {
    /// Something is being set up; the sentence says what.
    case preparing(String)
    case judged(Judged<Key>)
    /// It was inconclusive while others ran beside it, and will be judged again, alone.
    case putOff(Judged<Key>)
  }

  /// Judges the module of a job once for each of the seeds, and hands over each report as soon as there is one.
  package typealias Judge =
    @Sendable (
      _ job: JudgingJob<Key>, _ seeds: [UInt64], _ preparing: @escaping @Sendable (String) -> Void,
      _ judged: (Report) async throws -> Void
    ) async throws -> Void

  private let slots: Int
  private let record: any JudgingRecord<Key>
  private let isInconclusive: @Sendable (Judged<Key>) -> Bool
  private let judge: Judge

  /// Uses at most `slots` modules at a time. A run that `isInconclusive` is judged a second time.
  package init(
    slots: Int, journal record: any JudgingRecord<Key>,
    isInconclusive: @escaping @Sendable (Judged<Key>) -> Bool = { $0.isInconclusive }, judge: @escaping Judge
  ) {
    self.slots = slots
    self.record = record
    self.isInconclusive = isInconclusive
    self.judge = judge
  }

  /// Judges each module as a learner's is judged. `isolation` gets a number from 0 that no other module has meanwhile.
  package init(
    slots: Int, journal record: any JudgingRecord<Key>,
    isInconclusive: @escaping @Sendable (Judged<Key>) -> Bool = { $0.isInconclusive }, installation: Installation,
    isolation: @escaping @Sendable (_ slot: Int) -> Isolation
  ) {
    let numbers = SlotNumbers()
    self.init(slots: slots, journal: record, isInconclusive: isInconclusive) { job, seeds, preparing, judged in
      try await numbers.take { slot in
        let verifier = try Verifier(
          job.lesson, track: job.layout.track, installation: installation, isolation: isolation(slot))
        try await verifier.verify(ModuleSource(job.path, layout: job.layout), seeds: seeds) { event in
          if case .preparing(let sentence) = event { preparing(sentence) }
        } judged: {
          try await judged($0)
        }
      }
    }
  }

  /// One report for each seed of each job, in no particular order; `events` is called from several tasks.
  ///
  /// It returns or throws only after everything that it started has ended, also when the task is cancelled; a stream
  /// could not promise that to its reader.
  package func run(
    _ jobs: [JudgingJob<Key>], events: @escaping @Sendable (Event) -> Void
  ) async throws -> [Judged<Key>] {
    let batches = JudgingBatch.all(jobs.map { ($0.layout.track, $0.seeds) }, slots: slots)
    let slots = min(slots, batches.count)
    guard slots > 1 else { return try await run(batches, of: jobs, slots: 1, events).flatMap(\.judged) }
    let results = try await run(batches, of: jobs, slots: slots, events)
    // Other runs may be the reason why a run was inconclusive, so it runs once more, alone, with the same seed.
    let putOff = results.compactMap { batch, judged in
      let seeds = judged.filter(isInconclusive).map(\.report.seed)
      return seeds.isEmpty ? nil : JudgingBatch(job: batch.job, seeds: seeds)
    }
    let settled = results.flatMap(\.judged).filter { !isInconclusive($0) }
    return try await settled + run(putOff, of: jobs, slots: 1, events).flatMap(\.judged)
  }

  private typealias Result = (batch: JudgingBatch, judged: [Judged<Key>])

  private func run(
    _ batches: [JudgingBatch], of jobs: [JudgingJob<Key>], slots: Int, _ events: @escaping @Sendable (Event) -> Void
  ) async throws -> [Result] {
    var waiting = batches[...]
    return try await withThrowingTaskGroup(of: Result.self) { group in
      func beginNext() {
        guard let batch = waiting.popFirst() else { return }
        group.addTask {
          (batch, try await run(jobs[batch.job], batch.seeds, isAlone: slots == 1, events))
        }
      }
      for _ in 0..<slots { beginNext() }
      var results: [Result] = []
      for try await result in group {
        results.append(result)
        beginNext()
      }
      return results
    }
  }

  private func run(
    _ job: JudgingJob<Key>, _ seeds: [UInt64], isAlone: Bool, _ events: @escaping @Sendable (Event) -> Void
  ) async throws -> [Judged<Key>] {
    let fingerprint = try record.fingerprint(job)
    var results: [Judged<Key>] = []
    try await judge(job, seeds, { events(.preparing($0)) }) { report in
      let judged = Judged(key: job.key, report: report)
      results.append(judged)
      guard !isInconclusive(judged) else {
        guard isAlone else { return events(.putOff(judged)) }
        try await record.giveUp(judged, of: job)
        return events(.judged(judged))
      }
      try await record.keep(judged, of: job, fingerprint: fingerprint)
      events(.judged(judged))
    }
    return results
  }
}
