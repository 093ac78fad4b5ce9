import Files
import Foundation
import Testing

@Suite(.timeLimit(.minutes(10)))
final class FileLockTests {
  private let path = FileManager.default.temporaryDirectory.path + "/lock-\(UUID().uuidString)"

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  @Test("A lock kept by one holder is waited for only as long as requested, and a free one is acquired immediately")
  func isPatient() async throws {
    let held = try #require(try FileLock.attempt(path))
    #expect(try await FileLock.acquire(path, unlessHeldFor: .milliseconds(50)) == nil)
    withExtendedLifetime(held) {}
    #expect(try await FileLock.acquire(path + ".free", unlessHeldFor: .zero) != nil)
    try FileManager.default.removeItem(atPath: path + ".free")
  }

  @Test("Acquiring the lock updates the file's time stamp, which shows others that it changes hands")
  func isMarked() throws {
    try Data().write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 0)], ofItemAtPath: path)
    let lock = try #require(try FileLock.attempt(path))
    let taken = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
    #expect(try #require(taken) > Date(timeIntervalSince1970: 0))
    withExtendedLifetime(lock) {}
  }
}
