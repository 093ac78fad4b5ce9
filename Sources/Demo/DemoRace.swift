package import Base
internal import Bench
internal import Judging
package import Lessons
package import ModuleRuntime
package import Report

private import struct Foundation.Date

/// Runs the race of a demo: both servers, each with its own upstream and database, get the same load at the same time.
package struct DemoRace: Sendable {
  package enum Event: Sendable {
    /// Something is being set up; the sentence says what.
    case preparing(String)
    /// Both servers run.
    case began
    /// A picture of one of the servers, by its index.
    case picture(Int, RacePicture)
  }

  private let lesson: Lesson
  private let track: Track
  private let script: DemoScript
  private let contestants: [Contestant]
  private let installation: Installation
  private let isolation: Isolation

  package init(
    _ script: DemoScript, of lesson: Lesson, track: Track, contestants: [Contestant], installation: Installation,
    isolation: Isolation
  ) {
    self.script = script
    self.lesson = lesson
    self.track = track
    self.contestants = contestants
    self.installation = installation
    self.isolation = isolation
  }

  /// Compiles both servers, so that a race can begin at once.
  package func prepare(_ events: @escaping @Sendable (Event) -> Void) async throws -> [PreparedModule] {
    let verifier = try Verifier(lesson, track: track, installation: installation, isolation: isolation)
    var prepared: [PreparedModule] = []
    for contestant in contestants {
      events(.preparing("preparing the \(contestant.name) server"))
      do {
        prepared.append(
          try await verifier.prepare(contestant.source) { event in
            if case .preparing(let sentence) = event { events(.preparing(sentence)) }
          })
      } catch let failure as StartFailure {
        throw DemoError.doesNotStart(contestant: contestant.name, reason: "\(failure).\n\(failure.evidence)")
      }
    }
    return prepared
  }

  /// Returns only when everything that it started has ended. Throws `DemoError` when a server does not start.
  package func run(
    _ prepared: [PreparedModule], seed: UInt64, events: @escaping @Sendable (Event) -> Void
  ) async throws -> RaceResult {
    var running: [RunningContestant] = []
    do {
      for (contestant, module) in zip(contestants, prepared) {
        events(.preparing("starting the \(contestant.name) server"))
        running.append(
          try await RunningContestant(
            contestant, of: lesson, seed: seed, installation: installation, isolation: isolation, prepared: module))
      }
      let result = try await race(running, events)
      for one in running { await one.end() }
      return result
    } catch {
      for one in running { await one.end() }
      throw error
    }
  }

  private func race(
    _ running: [RunningContestant], _ events: @escaping @Sendable (Event) -> Void
  ) async throws -> RaceResult {
    let control = running[0].control
    control.start()
    events(.began)
    let start = ContinuousClock.now
    let pictures: [RacePicture]
    do {
      pictures = try await withThrowingTaskGroup(of: (Int, RacePicture).self) { group in
        for (index, one) in running.enumerated() {
          group.addTask { (index, try await one.run(script.race, since: start) { events(.picture(index, $0)) }) }
        }
        return try await group.reduce(into: [Int: RacePicture]()) { $0[$1.0] = $1.1 }.sorted { $0.key < $1.key }
          .map(\.value)
      }
    } catch {
      _ = await control.stop()
      throw error
    }
    let lateness = await control.stop().milliseconds.rounded()
    for (index, picture) in pictures.enumerated() { events(.picture(index, picture)) }
    return RaceResult(
      lesson: lesson.id, track: track, pictures: pictures, lateness: lateness, limit: Control.limit.milliseconds,
      tolerance: script.race.tolerance.milliseconds, at: .now)
  }
}
