import Foundation
import LessonProof
import Report
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ProofTests {
  /// The seeds that were judged.
  private final class Log: Sendable {
    private let state = Mutex<[UInt64]>([])
    var seeds: [UInt64] { state.withLock { $0 } }

    /// How often it was added before.
    func add(_ seed: UInt64) -> Int {
      state.withLock { seeds in
        defer { seeds.append(seed) }
        return seeds.count { $0 == seed }
      }
    }
  }

  private let sample: TemporaryLesson
  private let log = Log()

  init() throws {
    sample = try TemporaryLesson()
  }

  private func subjects() throws -> [ProofSubject] {
    let lesson = try sample.lesson()
    return lesson.modules.map { ProofSubject(lesson: lesson, module: $0) }
  }

  /// How many runs were judged.
  private var count: Int { log.seeds.count }

  /// `verdict` gets the name of the module, and how often its seed was judged before.
  private func run(
    times: Int = 1, jobs: Int = 2, resuming: Bool = false,
    events: @escaping @Sendable (Proof.Event) -> Void = { _ in },
    verdict: @escaping @Sendable (String, Int) -> Verdict
  ) async throws -> [ProvenModule] {
    let subjects = try subjects()
    let names = Dictionary(uniqueKeysWithValues: subjects.map { ($0.module.path, $0.module.name) })
    let journal = try Proof.journal(sample.journal, installation: sample.installation, tier: .rlimits)
    return try await Proof(
      subjects, times: times, jobs: jobs, journal: journal,
      judge: { [log] job, seeds, _, judged in
        for seed in seeds {
          let before = log.add(seed)
          try await judged(TemporaryLesson.report(seed, verdict(names[job.key] ?? "", before)))
        }
      }, events: events
    ).run(resuming: resuming)
  }

  @Test("Each module is judged as often as requested, each time with another seed", arguments: [1, 2, 5])
  func judges(jobs: Int) async throws {
    let proven = try await run(times: 3, jobs: jobs) { _, _ in .fail }
    #expect(proven.map(\.outcome.name) == ["broken", "d"])
    #expect(proven.map(\.outcome.runs.count) == [3, 3])
    #expect(proven.map(\.reports.count) == [3, 3])
    #expect(proven.map(\.outcome).verdict == .pass)
    #expect(Set(log.seeds).count == 6)
    #expect(try sample.lines().count == 6)
  }

  @Test("An inconclusive run is judged again alone; if it stays inconclusive, resuming judges it again")
  func settles() async throws {
    let proven = try await run { name, _ in name == "d" ? .inconclusive : .fail }
    #expect(proven.map(\.outcome).verdict == .inconclusive)
    #expect(proven.map(\.outcome.inconclusive) == [0, 1])
    #expect(count == 3)
    let resumed = try await run(resuming: true) { _, _ in .fail }
    #expect(resumed.map(\.outcome).verdict == .pass)
    #expect(count == 4)
  }

  @Test("An unexpected verdict is never judged again", arguments: [1, 2])
  func countsWrong(jobs: Int) async throws {
    let wrong = Mutex<[String]>([])
    let proven = try await run(jobs: jobs) { event in
      if case .finished(let outcome) = event, !outcome.wrong.isEmpty { wrong.withLock { $0.append(outcome.name) } }
    } verdict: { _, before in
      before == 0 ? .pass : .fail
    }
    #expect(proven.map(\.outcome).verdict == .fail)
    #expect(proven.map(\.outcome.wrong.count) == [1, 1])
    #expect(wrong.withLock { $0.sorted() } == ["broken", "d"])
    #expect(count == 2)
  }

  @Test("When a proof resumes, more runs can be requested, or fewer")
  func resumes() async throws {
    _ = try await run(times: 2) { _, _ in .fail }
    let first = log.seeds
    let takenOver = Mutex<[Int?]>([])
    let more = try await run(times: 3, resuming: true) { event in
      if case .began(let count) = event { takenOver.withLock { $0.append(count) } }
    } verdict: { _, _ in
      .fail
    }
    #expect(takenOver.withLock { $0 } == [4])
    #expect(more.map(\.outcome.runs.count) == [3, 3])
    #expect(count == 6)
    let fewer = try await run(times: 1, resuming: true) { _, _ in .pass }
    #expect(fewer.map(\.outcome.runs.count) == [1, 1])
    #expect(fewer.allSatisfy { first.contains($0.reports[0].seed) })
    #expect(count == 6)
  }

  @Test("Runs of modules that were removed are dropped, those of another lesson stay")
  func tidiesUp() async throws {
    _ = try await run(times: 2) { _, _ in .fail }
    let journal = try Proof.journal(sample.journal, installation: sample.installation, tier: .rlimits)
    _ = try await journal.open([], resuming: true)
    #expect(try sample.lines().count == 4)
    try FileManager.default.removeItem(atPath: sample.decoy)
    _ = try await journal.open([], resuming: true)
    #expect(try sample.lines().count == 2)
  }
}
