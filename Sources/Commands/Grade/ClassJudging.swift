internal import Base
internal import Grading
internal import Judging
internal import Lessons
internal import ModuleRuntime

/// Judges the modules of a class, several at a time, each isolated as strongly as this machine allows.
struct ClassJudging: Sendable {
  private let installation: Installation
  private let most: IsolationTier
  private let slots: Int

  /// At most `slots` of them concurrently.
  init(_ installation: Installation, atMost most: IsolationTier, slots: Int) {
    self.installation = installation
    self.most = most
    self.slots = slots
  }

  /// Adds what is missing to the ledger. Throws what `GradingRun` throws, and what a lesson's manifest has wrong.
  func run(
    _ found: WorkFinder.Found, _ settings: GradeSettings, _ ledger: GradeLedger,
    events: @escaping @Sendable (GradingRun.Event) -> Void
  ) async throws {
    for work in found.works {
      _ = try Verifier(work.lesson, track: work.layout.track, installation: installation)
    }
    let slots = min(slots, max(found.works.count, 1))
    let isolation = try await SlotIsolation(installation, atMost: most, slots: slots)
    let run = GradingRun(
      settings, ledger: ledger, slots: slots,
      grader: ModuleGrader(limit: settings.plan.limit, installation: installation) { isolation.slot($0) }
    ) { [installation] error, work in await Self.holdsForAll(error, work, installation, isolation.slot(0)) }
    try await run.run(found, events: events)
  }

  /// Whether not even the lesson's own module could be prepared.
  private static func holdsForAll(
    _ error: any Error, _ work: GradeWork, _ installation: Installation, _ isolation: Isolation
  ) async -> Bool {
    if error is ManifestError || error is VerifierError { return true }
    do {
      let source = try ModuleSource(work.lesson.brokenModule(work.layout.track), layout: work.layout)
      _ = try await Verifier(
        work.lesson, track: work.layout.track, installation: installation, isolation: isolation
      ).prepare(source)
      return false
    } catch {
      return !(error is StartFailure)
    }
  }
}
