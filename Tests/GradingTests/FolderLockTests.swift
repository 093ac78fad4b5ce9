import Foundation
import Grading
import Testing

@Suite("The lock of an output folder", .timeLimit(.minutes(10)))
struct FolderLockTests {
  private let folder = FileManager.default.temporaryDirectory.path + "/lock-\(UUID().uuidString)"

  private func shard(_ text: String) throws -> Shard { try #require(Shard(text)) }

  @Test(
    "Whoever would grade the same submissions is told who does",
    arguments: [("1/1", "1/1"), ("1/1", "2/3"), ("2/3", "1/1"), ("2/3", "2/3"), ("2/3", "1/2")])
  func isHeld(first: String, second: String) async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let held = try shard(first)
    do {
      let lock = try await FolderLock(held, of: folder)
      defer { withExtendedLifetime(lock) {} }
      await #expect(throws: FolderInUse(folder: folder, shard: held)) {
        _ = try await FolderLock(shard(second), of: folder)
      }
    }
    _ = try await FolderLock(shard(second), of: folder)
  }

  @Test("Shards of the same parts do not wait for one another")
  func isShared() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let first = try await FolderLock(shard("1/2"), of: folder)
    let second = try await FolderLock(shard("2/2"), of: folder)
    withExtendedLifetime((first, second)) {}
  }

  @Test("The sentence names what the other one grades")
  func says() throws {
    #expect(
      FolderInUse(folder: "out", shard: .whole).description
        == "Another pitfall is grading the whole class into out. Wait for it, or choose another --out.")
    #expect(
      FolderInUse(folder: "out", shard: try shard("2/5")).description
        == "Another pitfall is grading shard 2/5 into out. Wait for it, or choose another --out.")
  }
}
