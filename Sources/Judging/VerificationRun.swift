internal import Base
internal import Bench
internal import Checks
internal import Lessons
internal import MiniServer
internal import ModuleRuntime

/// One pass over a module: it owns what runs meanwhile, and ends it whatever happens.
actor VerificationRun {
  /// What a check left may take this long; a restart is quicker than to wait for more.
  private static let readyPatience = Duration.milliseconds(1_500)

  private let lesson: Lesson
  private let prepared: PreparedModule
  private let launcher: ModuleLauncher
  private let seed: UInt64
  private let events: @Sendable (Verifier.Event) -> Void
  private let surroundings: Surroundings
  private var module: RunningModule?
  private var recordings: [String: LoopRecording] = [:]

  init(
    lesson: Lesson, prepared: PreparedModule, launcher: ModuleLauncher, seed: UInt64,
    events: @escaping @Sendable (Verifier.Event) -> Void
  ) throws {
    self.lesson = lesson
    self.prepared = prepared
    self.launcher = launcher
    self.seed = seed
    self.events = events
    surroundings = try Surroundings(for: lesson, seed: seed)
  }

  func judge(_ checks: [PlannedCheck]) async throws -> [String: Finding] {
    var findings: [String: Finding] = [:]
    do {
      try await surroundings.start()
      // The first start's failure is the module's verdict; a check's own restart comes later.
      module = try await start()
      events(.running)
      for planned in checks {
        try Task.checkCancellation()
        events(.measuring(planned.check))
        let finding = try await judge(planned, among: checks)
        findings[planned.check.id] = finding
        events(.judged(planned.check, finding))
      }
    } catch {
      await end()
      throw error
    }
    await end()
    return findings
  }

  /// Once; and once more, alone and with the same seed, when it was this machine that failed.
  private func judge(_ planned: PlannedCheck, among checks: [PlannedCheck]) async throws -> Finding {
    let first = try await attempt(planned)
    guard first.verdict == .inconclusive else { return first }
    await restart()
    for watched in checks where planned.check.during.contains(watched.check.id) { _ = try await attempt(watched) }
    var second = try await attempt(planned)
    second.measurements["attempts"] = .number(2)
    return second
  }

  private func attempt(_ planned: PlannedCheck) async throws -> Finding {
    switch planned.means {
    case .traffic(let rule): try await measure(planned.check, rule)
    case .recording(let rule): watched(planned.check).map(rule.finding) ?? Self.neverWatched
    }
  }

  /// Nil when the module ended in each of the checks that were to be watched.
  private func watched(_ check: Check) -> [LoopRecording]? {
    let seen = check.during.compactMap { recordings[$0] }
    return seen.isEmpty ? nil : seen
  }

  private func measure(_ check: Check, _ rule: any TrafficRule) async throws -> Finding {
    if let failure = try await ready() { return Self.neverCameBack(failure) }
    guard let module else { preconditionFailure("ready() leaves a module or a failure") }
    surroundings.upstream.use(FreshValues(seed: seed, purpose: "upstream of \(check.id)"))
    let control = Control(upstream: surroundings.upstream)
    let recorder: LoopRecorder
    do {
      recorder = try await LoopRecorder(module)
    } catch {
      if let reason = await reasonForItsEnd(module, after: .failure(error)) {
        return Self.endedMeanwhile(reason, module.logTail)
      }
      return try Self.brokeOff(error)
    }
    control.start()
    recorder.start()
    let bench = Bench(
      module: module, surroundings: surroundings, values: FreshValues(seed: seed, purpose: check.id),
      recorder: recorder)
    let result: Result<Finding, any Error>
    do {
      result = .success(try await rule.finding(bench))
    } catch {
      result = .failure(error)
    }
    let recording = await recorder.stop()
    let lag = await control.stop()
    recordings[check.id] = recording
    if let reason = await self.reasonForItsEnd(module, after: result) {
      // A process on its way out waits for its crash report, and that is no fault of its loop's.
      recordings[check.id] = nil
      return Self.endedMeanwhile(reason, module.logTail)
    }
    var finding: Finding
    switch result {
    case .success(let found): finding = found
    case .failure(let error): finding = try Self.brokeOff(error)
    }
    if finding.isInModuleLog {
      finding.measured += "\nthe module's log ends with:\n\(try await module.completeLogTail())"
    }
    return Self.weigh(finding, lag: lag)
  }

  /// A failure that a slow machine could explain says nothing while our own reference is late too.
  private static func weigh(_ finding: Finding, lag: Duration) -> Finding {
    var finding = finding
    finding.measurements["control_ms"] = .milliseconds(lag)
    if finding.verdict == .fail && finding.dependsOnControl && lag > Control.limit {
      finding.verdict = .inconclusive
      finding.measured =
        "this machine was too busy: a server known to be good answered after \(lag.inMilliseconds) (then: \(finding.measured))"
    }
    return finding
  }

  /// A connection that breaks may be the first sign of a process's end.
  private func reasonForItsEnd(_ module: RunningModule, after result: Result<Finding, any Error>) async -> String? {
    if (try? result.get())?.verdict != .pass { await module.waitIfItIsEnding(timeout: Bench.patience) }
    return module.endedBecause
  }

  private static func endedMeanwhile(_ reason: String, _ log: String) -> Finding {
    Finding(
      .fail, expected: "the module goes on running", measured: "the module ended during this check: \(reason)\n\(log)",
      reproduce: "", measurements: [:], dependsOnControl: false)
  }

  /// A module that runs and hangs up, or takes no connection, is at fault itself; other errors are not the module's.
  private static func brokeOff(_ error: any Error) throws -> Finding {
    let reason: String
    switch error {
    case is ClientError: reason = "the check broke off: \(error)"
    case is KernelWitnessError: reason = "the thread of its event loop is gone"
    case DatabaseFileError.busy: return keepsOthersOut
    default: throw error
    }
    return Finding(
      .fail, expected: "the module takes each connection and answers on it", measured: reason,
      reproduce: "curl -s http://127.0.0.1:8000/ping", measurements: [:])
  }

  private static var keepsOthersOut: Finding {
    Finding(
      .fail, expected: "the module leaves other programs room to write to the database",
      measured: "\(DatabaseFileError.busy): the module reads without coming to an end", reproduce: "", measurements: [:]
    )
  }

  private static var neverWatched: Finding {
    Finding(
      .fail, expected: "the module goes on running", measured: "the module did not live long enough to watch its loop",
      reproduce: "", measurements: [:], dependsOnControl: false)
  }

  private static func neverCameBack(_ failure: StartFailure) -> Finding {
    Finding(
      .fail, expected: "the module can be started again", measured: "\(failure)\n\(failure.evidence)",
      reproduce: "", measurements: [:], dependsOnControl: false)
  }

  /// Makes sure that the module runs and has done what the check before left it to do; a dead or stuck one is started
  /// anew, so that each check is judged for itself.
  private func ready() async throws -> StartFailure? {
    if let module, module.endedBecause == nil, await module.isResponsive(within: Self.readyPatience) { return nil }
    await restart()
    do {
      if module == nil { module = try await start() }
      return nil
    } catch let failure as StartFailure {
      return failure
    }
  }

  private func restart() async {
    await module?.end()
    module = nil
  }

  private func start() async throws -> RunningModule {
    try await launcher.start(prepared, variables: surroundings.variables)
  }

  private func end() async {
    await module?.end()
    module = nil
    await surroundings.stop()
  }
}

extension TrafficRule {
  fileprivate func finding(_ bench: Bench) async throws -> Finding {
    judge(try await measure(bench))
  }
}

extension RecordingRule {
  fileprivate func finding(_ recordings: [LoopRecording]) -> Finding {
    judge(measure(recordings))
  }
}
