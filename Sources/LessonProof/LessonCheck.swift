internal import Judging
package import Lessons
package import ModuleRuntime
package import Report

/// Proves lessons: each module that ships with them is judged as a learner's would be, and held to what is expected.
package struct LessonCheck: Sendable {
  package struct Subject: Sendable {
    package let lesson: Lesson
    package let module: ShippedModule

    package init(lesson: Lesson, module: ShippedModule) {
      self.lesson = lesson
      self.module = module
    }
  }

  package enum Event: Sendable {
    /// So many runs were finished by an earlier check; nil when none was to be taken over.
    case began(takenOver: Int?)
    case preparing(String)
    case finished(Subject, ModuleRun)
    /// One that said nothing while others ran beside it, and will be judged again.
    case putOff(Subject)
  }

  /// Judges a module once for each seed, and hands each report out when it is there.
  package typealias Judge =
    @Sendable (Subject, _ seeds: [UInt64], _ judged: (Report) async throws -> Void) async throws -> Void

  private let subjects: [Subject]
  private let times: Int
  private let jobs: Int
  private let journal: CheckJournal
  private let events: @Sendable (Event) -> Void
  private let judge: Judge

  /// Judges each subject `times` times, at most `jobs` of them at once.
  package init(
    _ subjects: [Subject], times: Int, jobs: Int, journal: CheckJournal, judge: @escaping Judge,
    events: @escaping @Sendable (Event) -> Void
  ) {
    self.subjects = subjects
    self.times = times
    self.jobs = jobs
    self.journal = journal
    self.judge = judge
    self.events = events
  }

  /// Judges them as a learner's module is judged.
  package init(
    _ subjects: [Subject], times: Int, jobs: Int, journal: CheckJournal, installation: Installation,
    events: @escaping @Sendable (Event) -> Void
  ) {
    self.init(subjects, times: times, jobs: jobs, journal: journal) { subject, seeds, judged in
      let (lesson, module) = (subject.lesson, subject.module)
      let verifier = try Verifier(lesson, track: module.track, installation: installation)
      try await verifier.verify(ModuleSource(module.path, layout: module.layout), seeds: seeds) { event in
        if case .preparing(let sentence) = event { events(.preparing(sentence)) }
      } judged: {
        try await judged($0)
      }
    } events: {
      events($0)
    }
  }

  /// One outcome for each subject. `takingOver` leaves out the runs that an earlier check has finished.
  package func run(takingOver: Bool) async throws -> [ModuleOutcome] {
    let kept = try await journal.open(subjects, takingOver: takingOver).map { $0.prefix(times) }
    events(.began(takenOver: takingOver ? kept.map(\.count).reduce(0, +) : nil))
    let batches = CheckBatch.all(
      missing: kept.map { times - $0.count }, tracks: subjects.map(\.module.track), jobs: jobs)
    let isShared = min(jobs, batches.count) > 1
    var (finished, putOff) = (kept.map(Array.init), [CheckBatch]())
    for (batch, runs) in try await run(batches, isShared: isShared) {
      let unsure = isShared ? runs.filter(\.isInconclusive).map(\.seed) : []
      finished[batch.subject] += runs.filter { !unsure.contains($0.seed) }
      if !unsure.isEmpty { putOff.append(CheckBatch(subject: batch.subject, seeds: unsure)) }
    }
    // What ran beside a run may be why it said nothing: once more, alone, with the same seed.
    for (batch, runs) in try await run(putOff, isShared: false) { finished[batch.subject] += runs }
    return zip(subjects, finished).map { ModuleOutcome(lesson: $0.lesson, module: $0.module, runs: $1) }
  }

  private func run(_ batches: [CheckBatch], isShared: Bool) async throws -> [(CheckBatch, [ModuleRun])] {
    var waiting = batches[...]
    return try await withThrowingTaskGroup(of: (CheckBatch, [ModuleRun]).self) { group in
      func beginNext() {
        guard let batch = waiting.popFirst() else { return }
        group.addTask { (batch, try await runs(of: batch, isShared: isShared)) }
      }
      for _ in 0..<(isShared ? jobs : 1) { beginNext() }
      var finished: [(CheckBatch, [ModuleRun])] = []
      for try await result in group {
        finished.append(result)
        beginNext()
      }
      return finished
    }
  }

  private func runs(of batch: CheckBatch, isShared: Bool) async throws -> [ModuleRun] {
    let subject = subjects[batch.subject]
    let fingerprint = try journal.fingerprint(subject)
    var runs: [ModuleRun] = []
    try await judge(subject, batch.seeds) { report in
      let run = ModuleRun(report, of: subject.module)
      runs.append(run)
      guard !run.isInconclusive else { return events(isShared ? .putOff(subject) : .finished(subject, run)) }
      // What said nothing is not kept, so that a check that goes on asks again.
      try await journal.keep(run, of: subject, fingerprint: fingerprint)
      events(.finished(subject, run))
    }
    return runs
  }
}
