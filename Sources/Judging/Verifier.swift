package import Base
package import Bench
internal import Checks
package import Lessons
package import ModuleRuntime
package import Report
internal import Tracks

/// Judges one module by one lesson: a module in, a report out.
package struct Verifier: Sendable {
  private let installation: Installation
  private let isolation: Isolation
  private let lesson: Lesson
  private let track: any TrackDefinition
  private let checks: [PlannedCheck]
  private let wanted: Set<String>

  /// Throws for a check that the lesson does not have, and for parameters in the manifest that a check does not know.
  package init(
    _ lesson: Lesson, track: Track, only check: String? = nil, installation: Installation,
    isolation: Isolation = .limits
  )
    throws
  {
    self.installation = installation
    self.isolation = isolation
    self.lesson = lesson
    self.track = try TrackRegistry.definition(of: track)
    let all = lesson.checks(for: track)
    if let check, !all.contains(where: { $0.id == check }) {
      throw VerifierError.noCheck(check, lesson: lesson.id, known: all.map(\.id))
    }
    wanted = check.map { [$0] } ?? Set(all.map(\.id))
    checks = try PlannedCheck.plan(all, wanted: wanted)
  }

  /// What the upstream does while a person tries a check's requests by hand. Throws for a check that the lesson does not
  /// have.
  package static func upstreamByHand(
    of check: String, in lesson: Lesson, track: Track
  ) throws -> UpstreamManner {
    let all = lesson.checks(for: track)
    guard let found = all.first(where: { $0.id == check }) else {
      throw VerifierError.noCheck(check, lesson: lesson.id, known: all.map(\.id))
    }
    return type(of: try CheckRegistry.make(found)).upstreamByHand
  }

  package func prepare(
    _ source: ModuleSource, events: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) async throws -> PreparedModule {
    if track.isCompiled { events(.compiling) }
    return try await track.runtime(installation, isolation: isolation).prepare(source) { events(.preparing($0)) }
  }

  package func verify(
    _ source: ModuleSource, seed: UInt64, events: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) async throws -> Report {
    let (preparation, took) = try await compile(source, events)
    return try await assess(source, preparation, took, seed: seed, events)
  }

  /// Judges a module once for each seed, and hands over each report as soon as it is there. The module is compiled
  /// once, and the time for that counts as a part of each report.
  package func verify(
    _ source: ModuleSource, seeds: [UInt64], events: @escaping @Sendable (RunEvent) -> Void = { _ in },
    judged: (Report) async throws -> Void
  ) async throws {
    let (preparation, took) = try await compile(source, events)
    for seed in seeds {
      try Task.checkCancellation()
      try await judged(assess(source, preparation, took, seed: seed, events))
    }
  }

  private func compile(
    _ source: ModuleSource, _ events: @escaping @Sendable (RunEvent) -> Void
  ) async throws -> (Result<PreparedModule, StartFailure>, took: Duration) {
    let began = ContinuousClock.now
    do {
      return (.success(try await prepare(source, events: events)), .now - began)
    } catch let failure as StartFailure {
      try source.requireFiles()
      events(.printed(length: failure.evidence.utf8.count, text: failure.evidence))
      return (.failure(failure), .now - began)
    }
  }

  private func assess(
    _ source: ModuleSource, _ prepared: Result<PreparedModule, StartFailure>, _ preparation: Duration, seed: UInt64,
    _ events: @escaping @Sendable (RunEvent) -> Void
  ) async throws -> Report {
    let began = ContinuousClock.now - preparation
    let outcomes: [CheckOutcome]
    var started = true
    do {
      let judged = try await runChecks(on: prepared.get(), seed: seed, events)
      outcomes = lesson.checks.compactMap { wanted.contains($0.id) ? judged[$0.id] : nil }
    } catch let failure as StartFailure {
      try source.requireFiles()
      started = false
      let checks = lesson.checks(for: source.track).filter { wanted.contains($0.id) }
      outcomes = [.starts(failure, hint: track.advice(on: failure), insteadOf: checks)]
    }
    let report = Report(
      lesson: lesson.id, track: source.track, seed: seed, duration: .now - began, preparation: preparation,
      started: started, checks: outcomes, isolation: isolation.tier.rawValue)
    events(.finished(report))
    return report
  }

  private func runChecks(
    on prepared: PreparedModule, seed: UInt64, _ events: @escaping @Sendable (RunEvent) -> Void
  ) async throws -> [String: CheckOutcome] {
    events(.starting)
    let isRunning = Locked(false)
    // There may be two processes, and one learner, who is told once.
    @Sendable func tell(_ event: RunEvent) {
      guard case .running = event else { return events(event) }
      let wasRunning = isRunning.withLock { isRunning in
        defer { isRunning = true }
        return isRunning
      }
      if !wasRunning { events(event) }
    }
    let recordings = Recordings()
    let runs = try [false, true].compactMap { isAlongside -> (run: VerificationRun, checks: [PlannedCheck])? in
      let checks = checks.filter { $0.check.isAlongside == isAlongside }
      guard !checks.isEmpty else { return nil }
      let run = try VerificationRun(
        lesson: lesson, prepared: prepared, launcher: ModuleLauncher(installation, isolation: isolation), seed: seed,
        recordings: recordings,
        events: tell)
      return (run, checks)
    }
    return try await withThrowingTaskGroup { group in
      for (run, checks) in runs { group.addTask { try await run.run(checks, of: self.checks) } }
      return try await group.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
    }
  }
}

package enum VerifierError: Equatable, ToldError {
  case noCheck(String, lesson: String, known: [String])

  package var description: String {
    switch self {
    case .noCheck(let id, let lesson, let known):
      "\(lesson) has no check '\(id)'. Its checks are \(known.joined(separator: ", "))."
    }
  }
}
