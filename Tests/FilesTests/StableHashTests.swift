import Base
import Testing

@Suite(.timeLimit(.minutes(10)))
struct StableHashTests {
  // From the reference page of FNV (Landon Curt Noll).
  @Test(
    "FNV-1a of known messages",
    arguments: [
      ("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8),
    ] as [(String, UInt64)])
  func matchesReference(message: String, hash: UInt64) {
    #expect(StableHash.fnv1a(message.utf8) == hash)
  }
}
