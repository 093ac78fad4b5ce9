import Judging
import Testing

@Suite(.timeLimit(.minutes(10)))
struct JudgingBatchTests {
  @Test("The tracks take turns, and jobs without runs are left out")
  func takesTurns() {
    let batches = JudgingBatch.all(
      [(.swift, [1, 2]), (.swift, [3, 4]), (.swift, []), (.fastapi, [5]), (.swift, [6, 7])], slots: 2)
    #expect(
      batches == [
        JudgingBatch(job: 0, seeds: [1, 2]), JudgingBatch(job: 3, seeds: [5]), JudgingBatch(job: 1, seeds: [3, 4]),
        JudgingBatch(job: 4, seeds: [6, 7]),
      ])
    #expect(JudgingBatch.all([(.swift, []), (.fastapi, [])], slots: 2).isEmpty)
  }

  @Test("The runs of a single job are divided among the slots, no more and no fewer", arguments: [1, 2, 3, 7, 20])
  func divides(times: UInt64) {
    let batches = JudgingBatch.all([(.swift, Array(1...times))], slots: 3)
    #expect(batches.count == min(Int(times), 3))
    #expect(batches.allSatisfy { $0.job == 0 && !$0.seeds.isEmpty })
    #expect(batches.flatMap(\.seeds) == Array(1...times))
  }
}
