package import Base
package import Bench
internal import Files
package import Lessons
package import ModuleRuntime
package import Report
internal import Tracks

/// Starts a module with hooks, lets the lesson's instrument look at it, and ends it, whatever happens.
package struct Diagnoser: Sendable {
  private let lesson: Lesson
  private let track: any TrackDefinition
  private let instrument: any Instrument
  private let installation: Installation

  /// Throws for a lesson without an instrument, and for parameters in its manifest that the instrument does not know.
  package init(_ lesson: Lesson, track: Track, installation: Installation) throws {
    guard let plan = lesson.diagnosis else { throw DiagnoserError.noInstrument(lesson: lesson.id) }
    self.lesson = lesson
    self.track = try TrackRegistry.definition(of: track)
    self.installation = installation
    instrument = try InstrumentRegistry.make(plan)
  }

  /// `chosen` are sent instead of the lesson's own requests. Throws `StartFailure` for a module that does not start, and
  /// `DiagnoserError` for one that ends while it is looked at.
  package func diagnose(
    _ source: ModuleSource, chosen: [ProbeRequest], seed: UInt64, progress: @escaping @Sendable (String) -> Void
  ) async throws -> Trace {
    let folder = try TemporaryDirectory()
    let traceFile = folder.path + "/trace.jsonl"
    let hooks = Hooks(pythonModule: type(of: instrument).pythonHook, traceFile: traceFile)
    if track.isCompiled { progress("compiling the module") }
    let prepared = try await track.runtime(installation, isolation: .limits).prepare(
      source, hooks: hooks, progress: progress)
    let surroundings = try Surroundings(for: lesson, seed: seed)
    do {
      try await surroundings.start()
      progress("starting the module")
      let module = try await ModuleLauncher(installation).start(prepared, in: surroundings)
      let trace = try await observe(module, surroundings, chosen, traceFile, progress)
      await surroundings.stop()
      return trace
    } catch {
      await surroundings.stop()
      throw error
    }
  }

  private func observe(
    _ module: RunningModule, _ surroundings: Surroundings, _ chosen: [ProbeRequest], _ traceFile: String,
    _ progress: @escaping @Sendable (String) -> Void
  ) async throws -> Trace {
    let scene = Scene(
      lesson: lesson, module: module, surroundings: surroundings, stackReader: track.stackReader(installation),
      clock: TraceClock(), chosen: chosen, traceFile: traceFile, progress: progress)
    do {
      let trace = try await instrument.observe(scene)
      await module.waitIfItIsEnding(timeout: .milliseconds(500))
      if !type(of: instrument).endsModule, let reason = module.endedBecause {
        throw DiagnoserError.ended(reason, log: module.logTail)
      }
      await module.end()
      return trace
    } catch {
      await module.waitIfItIsEnding(timeout: .milliseconds(500))
      let reason = module.endedBecause
      await module.end()
      if let reason, !Task.isCancelled, !(error is DiagnoserError) {
        throw DiagnoserError.ended(reason, log: module.logTail)
      }
      throw error
    }
  }
}

package enum DiagnoserError: Equatable, ToldError {
  case noInstrument(lesson: String)
  /// The module's own fault.
  case ended(String, log: String)

  package var exitCode: Int32 {
    switch self {
    case .noInstrument: 64
    case .ended: 1
    }
  }

  package var description: String {
    switch self {
    case .noInstrument(let lesson):
      "\(lesson) has no instrument for `diagnose`: its lesson.yaml has no 'diagnose'."
    case .ended(let reason, let log):
      "The module ended while pitfall looked at it: \(reason).\n\(log)\nNext: Start with the last line of its log."
    }
  }
}
