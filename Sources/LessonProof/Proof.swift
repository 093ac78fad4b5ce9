internal import Base
internal import Foundation
package import Judging
package import ModuleRuntime
package import Report

/// Proves lessons: each module that ships with them is judged like a learner's module, and must fail exactly the checks
/// that its manifest names.
package struct Proof: Sendable {
  package enum Event: Sendable {
    /// The number of runs that an earlier proof has finished; nil when it does not resume one.
    case began(takenOver: Int?)
    case preparing(String)
    /// The outcome including this run.
    case finished(ModuleOutcome)
    /// The run was inconclusive while others ran beside it, and will be judged again.
    case putOff(ModuleOutcome)
  }

  private let subjects: [ProofSubject]
  private let times: Int
  private let journal: JudgingJournal<String>
  private let queue: JudgingQueue<String>
  private let events: @Sendable (Event) -> Void

  /// Judges each subject `times` times, at most `jobs` of them concurrently.
  package init(
    _ subjects: [ProofSubject], times: Int, jobs: Int, journal: JudgingJournal<String>,
    judge: @escaping JudgingQueue<String>.Judge, events: @escaping @Sendable (Event) -> Void
  ) {
    self.init(subjects, times: times, journal: journal, events: events) { isInconclusive in
      JudgingQueue(slots: jobs, journal: journal, isInconclusive: isInconclusive, judge: judge)
    }
  }

  /// Judges them like a learner's module. `isolation` gets a number from 0 that no other module has meanwhile.
  package init(
    _ subjects: [ProofSubject], times: Int, jobs: Int, journal: JudgingJournal<String>, installation: Installation,
    isolation: @escaping @Sendable (_ slot: Int) -> Isolation, events: @escaping @Sendable (Event) -> Void
  ) {
    self.init(subjects, times: times, journal: journal, events: events) { isInconclusive in
      JudgingQueue(
        slots: jobs, journal: journal, isInconclusive: isInconclusive, installation: installation, isolation: isolation)
    }
  }

  private init(
    _ subjects: [ProofSubject], times: Int, journal: JudgingJournal<String>,
    events: @escaping @Sendable (Event) -> Void,
    queue: (@escaping @Sendable (Judged<String>) -> Bool) -> JudgingQueue<String>
  ) {
    self.subjects = subjects
    self.times = times
    self.journal = journal
    self.events = events
    let expected = Dictionary(subjects.map { ($0.module.path, $0.module.fails) }) { first, _ in first }
    // A run with an unexpected verdict is final, whatever else is inconclusive in it: it is never repeated.
    self.queue = queue { ModuleRun($0.report, expected: expected[$0.key] ?? []).isInconclusive }
  }

  /// The kept runs of the same installation, tier and modules in this file; those of modules that were removed are
  /// dropped.
  package static func journal(
    _ file: String, installation: Installation, tier: IsolationTier
  ) throws -> JudgingJournal<String> {
    try JudgingJournal(file, installation: installation, tier: tier) { !FileManager.default.fileExists(atPath: $0) }
  }

  /// One result for each subject. When `resuming`, runs that an earlier proof has finished are reused.
  package func run(resuming: Bool) async throws -> [ProvenModule] {
    let kept = try await journal.open(subjects.map { $0.job() }, resuming: resuming).mapValues { $0.prefix(times) }
    events(.began(takenOver: resuming ? kept.values.map(\.count).reduce(0, +) : nil))
    let jobs = subjects.map { subject in
      let missing = times - (kept[subject.module.path]?.count ?? 0)
      return subject.job(seeds: (0..<missing).map { _ in Seed.random() })
    }
    let byPath = Dictionary(subjects.map { ($0.module.path, $0) }) { first, _ in first }
    let judged = try await queue.run(jobs) { event in
      switch event {
      case .preparing(let sentence): events(.preparing(sentence))
      case .judged(let judged):
        if let subject = byPath[judged.key] { events(.finished(subject.outcome(of: [judged.report]))) }
      case .putOff(let judged):
        if let subject = byPath[judged.key] { events(.putOff(subject.outcome(of: [judged.report]))) }
      }
    }
    let reports = Dictionary(grouping: judged, by: \.key).mapValues { $0.map(\.report) }
    return subjects.map { subject in
      let path = subject.module.path
      return ProvenModule(subject, Array(kept[path] ?? []) + (reports[path] ?? []))
    }
  }
}
