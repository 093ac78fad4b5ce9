import Base
import Foundation
import Grading
import Testing
import Tracks

@Suite("The course's key and its seeds", .timeLimit(.minutes(10)))
struct CourseKeyTests {
  private let folder = FileManager.default.temporaryDirectory.path + "/key-\(UUID().uuidString)"

  private func seed(
    _ key: CourseKey, lesson: String = "01-blocking", track: Track = .swift, hash: String = "ab", attempt: Int = 1
  ) -> UInt64 {
    key.seed(lesson: lesson, track: track, submissionHash: hash, attempt: attempt)
  }

  @Test("The hash is HMAC-SHA256, as OpenSSL's command computes it of nothing, and pieces are told apart")
  func hmac() {
    let digest = KeyedHash.hmac(key: Array("key".utf8), [])
    #expect(digest.prefix(8) == [0x5d, 0x5d, 0x13, 0x95, 0x63, 0xc9, 0x5b, 0x59])
    #expect(digest.count == 32)
    let pieces = [["a", "b"], ["ab"], ["", "ab"], ["ab", ""]].map { $0.map { Data($0.utf8) } }
    #expect(Set(pieces.map { KeyedHash.hmac(key: [1], $0) }).count == 4)
  }

  @Test("A seed is the same for the same things, and another when the key or any of them is another")
  func seeds() {
    let key = CourseKey(bytes: Array(repeating: 7, count: 32))
    let other = CourseKey(bytes: Array(repeating: 8, count: 32))
    let seeds = [
      seed(key), seed(other), seed(key, lesson: "02"), seed(key, track: .fastapi), seed(key, hash: "abc"),
      seed(key, attempt: 2),
    ]
    #expect(Set(seeds).count == seeds.count)
    #expect(seeds.allSatisfy { $0 < 1 << 53 })
    #expect(seed(key) == seeds[0])
  }

  @Test("It is made on first use, for this user only, and read again")
  func isMade() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/state/course.key"
    let made = try CourseKey.load(path)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(seed(try CourseKey.load(path)) == seed(made))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/state") == ["course.key"])
    chmod(path, 0o644)
    #expect(throws: CourseKeyError.readable(path)) { try CourseKey.load(path) }
    chmod(path, 0o600)
    try Data("abc".utf8).write(to: URL(fileURLWithPath: path))
    chmod(path, 0o600)
    #expect(throws: CourseKeyError.damaged(path)) { try CourseKey.load(path) }
  }

  @Test("Its usual place is XDG_STATE_HOME, else HOME")
  func place() {
    #expect(CourseKey.standardPath(["XDG_STATE_HOME": "/s", "HOME": "/h"]) == "/s/pitfall/course.key")
    #expect(
      CourseKey.standardPath(["XDG_STATE_HOME": "relative", "HOME": "/h"]) == "/h/.local/state/pitfall/course.key")
    #expect(CourseKey.standardPath([:]) == nil)
  }
}
