package import Base
package import Lessons
package import ModuleRuntime
package import Report

/// Proves a lesson's demo: its race must show the pitfall on the broken server, and not on the fixed one.
package struct DemoProof: Sendable {
  private let demos: [Demo]
  private let times: Int
  private let installation: Installation
  private let isolation: Isolation

  /// Reads the scripts of all lessons that have one. Throws what `Demo` throws.
  package init(
    _ lessons: [Lesson], track: Track?, times: Int, installation: Installation, isolation: Isolation
  ) throws {
    demos = try lessons.filter(DemoReader.hasDemo).flatMap { lesson in
      try DemoReader.read(lesson).tracks.keys.sorted().filter { track == nil || $0 == track }.map {
        try Demo(lesson, track: $0)
      }
    }
    self.times = times
    self.installation = installation
    self.isolation = isolation
  }

  /// How many races there will be.
  package var count: Int { demos.count * times }

  /// One race after the other, so that none makes this machine busy for another one. An inconclusive one is run once
  /// more. `finished` gets the outcome including the race that has just ended.
  package func run(_ finished: @Sendable (DemoOutcome) -> Void) async throws -> [DemoOutcome] {
    var all: [DemoOutcome] = []
    for demo in demos {
      var proven = DemoOutcome(lesson: demo.lesson.id, track: demo.track)
      let race = DemoRace(
        demo.script, of: demo.lesson, track: demo.track, contestants: demo.contestants, installation: installation,
        isolation: isolation)
      for _ in 0..<times {
        do {
          let prepared = try await race.prepare { _ in }
          var outcome = try await race.run(prepared, seed: Seed.random()) { _ in }.outcome
          if outcome == .inconclusive {
            outcome = try await race.run(prepared, seed: Seed.random()) { _ in }.outcome
          }
          proven.races.append(outcome)
        } catch let error as DemoError {
          proven.failures.append(error.description)
        }
        finished(proven)
      }
      all.append(proven)
    }
    return all
  }
}
