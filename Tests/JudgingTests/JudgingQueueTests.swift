import Foundation
import Judging
import Report
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct JudgingQueueTests {
  /// A key of another client, such as a grader.
  private struct Submission: JudgingKey {
    let id: Int
  }

  /// What was judged, and how much of it concurrently.
  private final class Log: Sendable {
    struct State {
      var running = 0
      var mostAtOnce = 0
      var seeds: [UInt64] = []
    }

    let state = Mutex(State())

    func begin() {
      state.withLock { state in
        state.running += 1
        state.mostAtOnce = max(state.mostAtOnce, state.running)
      }
    }

    func end() {
      state.withLock { $0.running -= 1 }
    }
  }

  private let sample: TemporaryLesson
  private let log = Log()

  init() throws {
    sample = try TemporaryLesson()
  }

  private func jobs(_ seeds: [[UInt64]]) throws -> [JudgingJob<Submission>] {
    let lesson = try sample.lesson()
    return seeds.enumerated().map { index, seeds in
      let module = lesson.modules[index % lesson.modules.count]
      return JudgingJob(
        key: Submission(id: index), lesson: lesson, layout: module.layout, path: module.path, seeds: seeds)
    }
  }

  private func journal() throws -> JudgingJournal<Submission> {
    try JudgingJournal(sample.journal, installation: sample.installation, tier: .rlimits)
  }

  /// `verdict` gets the seed, and how often it was judged before.
  private func queue(
    slots: Int, verdict: @escaping @Sendable (UInt64, Int) throws -> Verdict = { _, _ in .pass }
  ) throws -> JudgingQueue<Submission> {
    try JudgingQueue(slots: slots, journal: journal()) { [log] _, seeds, _, judged in
      log.begin()
      defer { log.end() }
      for seed in seeds {
        let before = log.state.withLock { state in
          defer { state.seeds.append(seed) }
          return state.seeds.count { $0 == seed }
        }
        // Let the others run.
        await Task.yield()
        try await judged(TemporaryLesson.report(seed, verdict(seed, before)))
      }
    }
  }

  private var seeds: [UInt64] { log.state.withLock(\.seeds) }

  @Test("Every seed of every job is judged, by the key of its client", arguments: [1, 2, 5])
  func judges(slots: Int) async throws {
    let told = Mutex<[UInt64]>([])
    let judged = try await queue(slots: slots).run(jobs([[1, 2, 3], [4], []])) { event in
      if case .judged(let judged) = event { told.withLock { $0.append(judged.report.seed) } }
    }
    let seeds = Dictionary(grouping: judged, by: \.key.id).mapValues { $0.map(\.report.seed).sorted() }
    #expect(seeds == [0: [1, 2, 3], 1: [4]])
    #expect(told.withLock { $0.sorted() } == [1, 2, 3, 4])
    #expect(log.state.withLock(\.mostAtOnce) <= slots)
    #expect(try await journal().open(jobs([[], []]), resuming: true).mapValues(\.count).values.sorted() == [1, 3])
  }

  @Test("A run that was inconclusive beside others is judged once more, alone, with the same seed")
  func judgesAgainAlone() async throws {
    let putOff = Mutex<[UInt64]>([])
    let judged = try await queue(slots: 2) { seed, before in seed > 2 && before == 0 ? .inconclusive : .pass }
      .run(jobs([[1, 2], [3, 4]])) { event in
        if case .putOff(let judged) = event { putOff.withLock { $0.append(judged.report.seed) } }
      }
    #expect(putOff.withLock { $0 } == [3, 4])
    #expect(judged.map(\.report.seed).sorted() == [1, 2, 3, 4])
    #expect(judged.allSatisfy { $0.report.verdict == .pass })
    #expect(seeds.count == 6)
    #expect(seeds.suffix(2) == [3, 4])
  }

  @Test("A run that is inconclusive alone stays so, and is not kept", arguments: [1, 2])
  func givesUp(slots: Int) async throws {
    let judged = try await queue(slots: slots) { seed, _ in seed == 2 ? .inconclusive : .pass }
      .run(jobs([[1], [2]])) { _ in }
    #expect(judged.filter(\.isInconclusive).map(\.report.seed) == [2])
    #expect(seeds.count == 1 + slots)
    #expect(try sample.lines().count == 1)
  }

  @Test("An error ends the queue, and the finished runs are kept")
  func fails() async throws {
    struct Broken: Error {}
    let queue = try queue(slots: 1) { seed, _ in
      guard seed == 1 else { throw Broken() }
      return .pass
    }
    await #expect(throws: Broken.self) { try await queue.run(jobs([[1], [2]])) { _ in } }
    #expect(try sample.lines().count == 1)
  }

  @Test("A cancelled queue returns only when everything that it started has ended")
  func cancels() async throws {
    let begun = AsyncStream.makeStream(of: Void.self)
    let queue = try JudgingQueue(slots: 2, journal: journal()) { [log] _, _, _, _ in
      log.begin()
      begun.continuation.yield()
      defer { log.end() }
      try await Task.sleep(for: .seconds(3_600))
    }
    let jobs = try jobs([[1], [2], [3]])
    let task = Task { try await queue.run(jobs) { _ in } }
    var iterator = begun.stream.makeAsyncIterator()
    for _ in 0..<2 { await iterator.next() }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(log.state.withLock(\.running) == 0)
  }
}
