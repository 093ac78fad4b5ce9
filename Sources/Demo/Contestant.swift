internal import Base
internal import Bench
internal import Judging
internal import Lessons
package import ModuleRuntime
internal import Report
internal import Tracks

/// One of the two servers of a demo.
package struct Contestant: Sendable {
  /// "broken", "fixed", or the path of another file.
  package let name: String
  package let source: ModuleSource

  package init(_ name: String, _ source: ModuleSource) {
    self.name = name
    self.source = source
  }
}

/// A server of a demo that runs, with an upstream and a database of its own.
final class RunningContestant: Sendable {
  private let contestant: Contestant
  private let surroundings: Surroundings
  private let module: RunningModule
  private let values: FreshValues

  /// Throws `DemoError` when it does not start.
  init(
    _ contestant: Contestant, of lesson: Lesson, seed: UInt64, installation: Installation, isolation: Isolation,
    prepared: PreparedModule
  ) async throws {
    self.contestant = contestant
    surroundings = try Surroundings(for: lesson, seed: seed)
    values = FreshValues(seed: seed, purpose: "race")
    do {
      try await surroundings.start()
      surroundings.upstream.use(FreshValues(seed: seed, purpose: "upstream"))
      module = try await ModuleLauncher(installation, isolation: isolation).start(prepared, in: surroundings)
    } catch let failure as StartFailure {
      await surroundings.stop()
      let advice = try TrackRegistry.definition(of: contestant.source.track).advice(on: failure)
      throw DemoError.doesNotStart(
        contestant: contestant.name, reason: "\(failure).\n\(failure.evidence)\nNext: \(advice)")
    } catch {
      await surroundings.stop()
      throw error
    }
  }

  /// Throws `DemoError` when it ends meanwhile.
  func run(
    _ race: any Race, since start: ContinuousClock.Instant, tell: @escaping @Sendable (RacePicture) -> Void
  ) async throws -> RacePicture {
    let recorder = try await LoopRecorder(module)
    let bench = Bench(module: module, surroundings: surroundings, values: values, recorder: recorder)
    do {
      return try await race.run(on: bench, since: start, tell: tell)
    } catch {
      try Task.checkCancellation()
      if let reason = module.endedBecause {
        throw DemoError.doesNotStart(contestant: contestant.name, reason: "it ended during the race: \(reason)")
      }
      throw error
    }
  }

  /// pitfall's own server, which is known to be good, beside this one.
  var control: Control { Control(upstream: surroundings.upstream) }

  func end() async {
    await module.end()
    await surroundings.stop()
  }
}
