internal import Base
internal import Demo
internal import Lessons
internal import ModuleRuntime
internal import Presentation
internal import Report

/// The demos that a `lesson check` proves beside modules.
struct LessonCheckDemos {
  /// By which `--only` can choose them.
  private static let name = "demo"

  private let proof: DemoProof?

  /// Throws what is wrong with a demo.yaml.
  init(
    _ lessons: [Lesson], track: Track?, only: String?, times: Int, installation: Installation, isolation: Isolation
  ) throws {
    let isChosen = only.map(Self.name.contains) ?? true
    proof =
      isChosen
      ? try DemoProof(lessons, track: track, times: times, installation: installation, isolation: isolation) : nil
  }

  var isEmpty: Bool { proof.map { $0.count == 0 } ?? true }

  func run(_ context: CommandContext) async throws -> [DemoOutcome] {
    guard let proof, proof.count > 0 else { return [] }
    let done = Locked(0)
    context.console.progress("0 of \(proof.count) races")
    let outcomes = try await proof.run { outcome in
      let done = done.withLock { done in
        done += 1
        return done
      }
      context.console.progress("\(done) of \(proof.count) races: \(outcome.lesson) \(outcome.track.rawValue)")
    }
    context.console.progress(nil)
    return outcomes
  }
}

/// What `lesson check --json` tells of one demo.
struct DemoCheckRow: Encodable {
  let lesson: String
  let track: Track
  let kind = "demo"
  let name = "demo"
  let expected = [RaceResult.Outcome.shown]
  /// The outcome of each race that came to its end.
  let seen: [RaceResult.Outcome]
  /// Why others did not.
  let failures: [String]
  let wrong: Int
  let inconclusive: Int

  init(_ outcome: DemoOutcome) {
    lesson = outcome.lesson
    track = outcome.track
    seen = outcome.races
    failures = outcome.failures
    wrong = outcome.wrong
    inconclusive = outcome.inconclusive
  }
}

/// A row of `lesson check --json`.
enum LessonCheckEntry: Encodable {
  case module(LessonCheckRow)
  case demo(DemoCheckRow)

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .module(let row): try row.encode(to: encoder)
    case .demo(let row): try row.encode(to: encoder)
    }
  }
}
