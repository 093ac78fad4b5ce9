import Grading
import Testing

@Suite("Shards", .timeLimit(.minutes(10)))
struct ShardTests {
  @Test("Every submission is in exactly one shard, and each shard gets its share", arguments: [1, 2, 7])
  func partition(count: Int) throws {
    let shards = try (1...count).map { try #require(Shard("\($0)/\(count)")) }
    let names = (0..<700).map { "student\($0)" }
    for name in names { #expect(shards.count { $0.contains(name) } == 1) }
    for shard in shards {
      let share = names.count { shard.contains($0) }
      #expect((400 / count...1000 / count).contains(share))
    }
  }

  @Test(
    "What is no shard is not taken for one", arguments: ["", "1", "0/2", "3/2", "1/0", "-1/2", "1/2/3", "a/b", "1/"])
  func invalid(text: String) {
    #expect(Shard(text) == nil)
  }
}
