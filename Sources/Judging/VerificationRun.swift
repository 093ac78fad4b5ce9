internal import Base
internal import Bench
internal import Checks
internal import Lessons
internal import ModuleRuntime
internal import Report
internal import Tracks

/// One pass over a module: it owns everything that runs during it, and ends it whatever happens.
actor VerificationRun {
  /// Work that a check left behind may take this long; after that a restart is quicker than waiting.
  private static let readyPatience = Duration.milliseconds(1_500)

  private let lesson: Lesson
  private let prepared: PreparedModule
  private let launcher: ModuleLauncher
  private let seed: UInt64
  private let events: @Sendable (RunEvent) -> Void
  private let surroundings: Surroundings
  private var module: RunningModule?
  private let recordings: Recordings
  private var sendBuffer: Int?
  private var servesLeftClients = false

  init(
    lesson: Lesson, prepared: PreparedModule, launcher: ModuleLauncher, seed: UInt64, recordings: Recordings,
    events: @escaping @Sendable (RunEvent) -> Void
  ) throws {
    self.lesson = lesson
    self.prepared = prepared
    self.launcher = launcher
    self.seed = seed
    self.recordings = recordings
    self.events = events
    surroundings = try Surroundings(for: lesson, seed: seed)
  }

  /// `all` has the checks of other processes, too, which may have to be repeated here.
  func run(_ checks: [PlannedCheck], of all: [PlannedCheck]) async throws -> [String: CheckOutcome] {
    var outcomes: [String: CheckOutcome] = [:]
    sendBuffer = all.compactMap { $0.traffic.flatMap { type(of: $0).sendBuffer } }.min()
    do {
      try await surroundings.start()
      // If the first start fails, that is the module's verdict; a check's own restart comes later.
      module = try await start()
      events(.running)
      for planned in checks {
        try Task.checkCancellation()
        events(.measuring(check: planned.check.id))
        let began = ContinuousClock.now
        var outcome = try await settle(planned, among: all)
        if planned.traffic != nil { outcome.durationMilliseconds = (.now - began).milliseconds }
        outcomes[planned.check.id] = outcome
        events(.judged(outcome))
      }
    } catch {
      await end()
      throw error
    }
    await end()
    return outcomes
  }

  /// Runs a check once; and once more, alone and with the same seed, when this machine was the cause of a failure.
  private func settle(_ planned: PlannedCheck, among all: [PlannedCheck]) async throws -> CheckOutcome {
    let first = try await tryCheck(planned, attempt: 1)
    guard first.verdict == .inconclusive else { return first }
    await restart()
    for watched in all where planned.check.during.contains(watched.check.id) {
      _ = try await tryCheck(watched, attempt: 2)
    }
    return try await tryCheck(planned, attempt: 2)
  }

  private func tryCheck(_ planned: PlannedCheck, attempt: Int) async throws -> CheckOutcome {
    switch planned.means {
    case .traffic(let kind): return try await measure(planned.check, kind, attempt: attempt)
    case .watching(let kind):
      let watched = try await recordings.of(planned.check.during)
      return CheckOutcome(planned.check, finding(kind, watched), attempts: attempt)
    }
  }

  private func finding(_ kind: any WatchingCheck, _ watched: [Recordings.Watched]) -> Finding {
    let seen = watched.compactMap(\.recording)
    // Nothing was recorded when the module ended in each of the checks that were to be watched.
    guard !seen.isEmpty else { return .neverWatched }
    let finding = kind.finding(seen)
    guard finding.verdict != .fail else { return finding }
    return .notServed(watched.map(\.outcome), expected: finding.expected) ?? finding
  }

  private func measure(_ check: Check, _ kind: any TrafficCheck, attempt: Int) async throws -> CheckOutcome {
    var recording: LoopRecording?
    let outcome = try await measure(check, kind, attempt: attempt, &recording)
    recordings.end(outcome, recording)
    return outcome
  }

  private func measure(
    _ check: Check, _ kind: any TrafficCheck, attempt: Int, _ recording: inout LoopRecording?
  ) async throws -> CheckOutcome {
    if type(of: kind).leavesClients, servesLeftClients { await restart() }
    if let failure = try await ready() {
      return CheckOutcome(
        check, .neverCameBack(failure), log: LogExcerpt(endOf: failure.evidence), attempts: attempt)
    }
    guard let module else { preconditionFailure("ready() leaves a module or a failure") }
    surroundings.upstream.use(FreshValues(seed: seed, purpose: "upstream of \(check.id)"))
    let control = Control(upstream: surroundings.upstream)
    let recorder: LoopRecorder
    // One from before this check has had its verdict.
    _ = module.takeExcess()
    do {
      recorder = try await LoopRecorder(module)
    } catch {
      if let reason = await reasonForItsEnd(module, after: .failure(error)) {
        return CheckOutcome(check, .ended(reason), log: LogExcerpt(endOf: module.output.text), attempts: attempt)
      }
      return CheckOutcome(check, try excess(of: module) ?? .brokeOff(error), attempts: attempt)
    }
    control.start()
    recorder.start()
    let bench = Bench(
      module: module, surroundings: surroundings, values: FreshValues(seed: seed, purpose: check.id),
      recorder: recorder)
    let began = ContinuousClock.now
    let processorTime = try? recorder.witness.processorTime()
    let result: Result<Finding, any Error>
    do {
      result = .success(try await kind.finding(bench))
    } catch {
      result = .failure(error)
    }
    let starvation = Starvation(
      during: .now - began, from: processorTime, to: try? recorder.witness.processorTime())
    recording = await recorder.stop()
    let reading = ControlReading(lag: await control.stop(), limit: Control.limit)
    if type(of: kind).leavesClients, (try? result.get())?.verdict != .pass { servesLeftClients = true }
    if !type(of: kind).endsModule, let reason = await self.reasonForItsEnd(module, after: result) {
      // A process that is ending waits for its crash report, which is not a block of its event loop.
      recording = nil
      return CheckOutcome(
        check, .ended(reason), control: reading, log: LogExcerpt(endOf: module.output.text), attempts: attempt)
    }
    let finding: Finding
    switch result {
    // The check itself may not have noticed, or only that there was no response.
    case .success(let found): finding = excess(of: module) ?? found
    case .failure(let error): finding = try excess(of: module) ?? .brokeOff(error)
    }
    let log = finding.isInModuleLog ? try await excerpt(of: module, about: finding, bench) : nil
    return CheckOutcome(
      check, finding, control: reading, starvation: starvation, log: log, attempts: attempt)
  }

  /// What the module sent more of than pitfall reads, whatever the check made of it; nil when there was nothing.
  private func excess(of module: RunningModule) -> Finding? {
    module.takeExcess().map(Finding.tooLong) ?? surroundings.upstream.excess.map(Finding.tooMuch)
  }

  /// What the module printed about the request that `finding` names.
  private func excerpt(of module: RunningModule, about finding: Finding, _ bench: Bench) async throws -> LogExcerpt {
    try await module.catchUpWithLog()
    let reader = try TrackRegistry.definition(of: module.track).faultLog
    let log = module.output.text(in: bench.traffic.output(ofRequestNamedIn: finding.measured))
    return LogExcerpt(log, by: reader, SourceFiles(of: module.source), secret: surroundings.secret)
  }

  /// A connection that breaks may be the first sign of a process's end.
  private func reasonForItsEnd(_ module: RunningModule, after result: Result<Finding, any Error>) async -> String? {
    if (try? result.get())?.verdict != .pass { await module.waitIfItIsEnding(timeout: Bench.patience) }
    return module.endedBecause
  }

  /// Makes sure that the module runs and has finished the work of the check before; a dead or stuck one is started
  /// anew, so that each check is judged independently.
  private func ready() async throws -> StartFailure? {
    if let module, module.endedBecause == nil, await module.isResponsive(within: Self.readyPatience) { return nil }
    await restart()
    do {
      if module == nil { module = try await start() }
      return nil
    } catch let failure as StartFailure {
      try prepared.source.requireFiles()
      return failure
    }
  }

  private func restart() async {
    guard let module else { return }
    await module.end()
    tellPrinted(module.output)
    self.module = nil
  }

  private func start() async throws -> RunningModule {
    try await launcher.start(prepared, in: surroundings, sendBuffer: sendBuffer, unstarted: tellPrinted)
  }

  private nonisolated func tellPrinted(_ output: OutputLog) {
    events(.printed(length: output.count, text: output.text))
  }

  private func end() async {
    await restart()
    await surroundings.stop()
  }
}

extension TrafficCheck {
  fileprivate func finding(_ bench: Bench) async throws -> Finding {
    judge(try await measure(bench))
  }
}

extension WatchingCheck {
  fileprivate func finding(_ recordings: [LoopRecording]) -> Finding {
    judge(measure(recordings))
  }
}
