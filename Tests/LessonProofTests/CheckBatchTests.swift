import LessonProof
import Testing
import Tracks

struct CheckBatchTests {
  @Test("The tracks take turns, and what is done is left out")
  func takesTurns() {
    let batches = CheckBatch.all(
      missing: [2, 2, 0, 1, 2], tracks: [.swift, .swift, .swift, .fastapi, .swift], jobs: 2)
    #expect(batches.map(\.subject) == [0, 3, 1, 4])
    #expect(batches.map(\.seeds.count) == [2, 1, 2, 2])
    #expect(CheckBatch.all(missing: [0, 0], tracks: [.swift, .fastapi], jobs: 2).isEmpty)
  }

  @Test("The runs of one module are shared out, no more and no fewer", arguments: [1, 2, 3, 7, 20])
  func sharesOut(times: Int) {
    let batches = CheckBatch.all(missing: [times], tracks: [.swift], jobs: 3)
    #expect(batches.count == min(times, 3))
    #expect(batches.allSatisfy { $0.subject == 0 && !$0.seeds.isEmpty })
    #expect(batches.map(\.seeds.count).reduce(0, +) == times)
    #expect(Set(batches.flatMap(\.seeds)).count == times)
  }
}
