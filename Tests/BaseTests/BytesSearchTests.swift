import Base
import Testing

@Suite(.timeLimit(.minutes(10)))
struct BytesSearchTests {
  @Test(
    "Bytes are found wherever they are, and only if all of them are there",
    arguments: [
      ("", "", true), ("abc", "", true), ("", "a", false), ("abc", "abc", true), ("abc", "abcd", false),
      ("aab", "ab", true), ("xxabcabd", "abd", true), ("ab", "ba", false), ("aaaaab", "aab", true), ("a", "a", true),
      ("é", "\u{301}", false),
    ])
  func finds(text: String, wanted: String, isThere: Bool) {
    #expect(Array(text.utf8).contains(sequence: Array(wanted.utf8)) == isThere)
  }
}
