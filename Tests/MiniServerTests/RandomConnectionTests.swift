import MiniServer
import Testing

/// Every action is checked as it comes; see `RandomConnection`.
@Suite("An HTTP connection to which anything happens in any order", .timeLimit(.minutes(10)))
struct RandomConnectionTests {
  @Test(
    "calls one handler at a time, answers each request once and in order, and does nothing after its end",
    arguments: [1, 100_000, 200_000, 300_000] as [UInt64])
  func anything(firstSeed: UInt64) throws {
    var outcomes: [RandomConnection.Outcome] = []
    for seed in firstSeed..<firstSeed + 1_000 {
      var connection = RandomConnection(seed: seed)
      outcomes.append(connection.run())
      try #require(connection.problems == [], "seed \(seed)")
    }
    // The test would be void if the sequences led nowhere.
    #expect(outcomes.contains { $0.isUpgraded })
    #expect(outcomes.contains { $0.rejections == 1 })
    #expect(outcomes.contains { $0.answered == $0.requests && $0.requests > 5 })
    #expect(outcomes.contains { $0.answered < $0.begun })
    #expect(outcomes.allSatisfy { $0.rejections <= 1 && $0.begun + $0.rejections <= $0.requests + 1 })
  }
}
