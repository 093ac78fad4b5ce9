import Base
import Testing

/// Texts of strangers in pitfall's own sentences.
@Suite(.timeLimit(.minutes(10)))
struct ExcerptTests {
  @Test("A short text stays as it is, and a long one is cut")
  func isCut() {
    #expect("a b".excerpt() == "a b")
    #expect("".excerpt() == "")
    let exact = String(repeating: "é", count: 200)
    #expect(exact.excerpt() == exact)
    #expect((exact + "!").excerpt() == exact + "...")
    #expect("abcdef".excerpt(3) == "abc...")
  }

  @Test("One character of any number of scalars is cut, too")
  func countsScalars() {
    let letter = "a" + String(repeating: "\u{301}", count: 100_000)
    #expect(letter.count == 1)
    #expect(letter.excerpt().unicodeScalars.count == 203)
  }

  @Test("Whatever could control the terminal or end the line is replaced")
  func isHarmless() {
    #expect("a\u{1B}[31m\u{9B}b\u{202E}\u{2066}c".excerpt() == "a\u{FFFD}[31m\u{FFFD}b\u{FFFD}\u{FFFD}c")
    #expect("a\nb\tc\u{2028}d\u{85}e".excerpt() == "a b c\u{FFFD}d\u{FFFD}e")
  }

  private static let values: [(value: JSONValue, excerpt: String)] = [
    (.text("x"), "\"x\""), (.list([.number(1)]), "[1]"),
    (.text(String(repeating: "x", count: 1_000)), "\"" + String(repeating: "x", count: 199) + "... (1000 bytes)"),
    (
      .list(Array(repeating: .number(1), count: 50_000)),
      "[" + String(repeating: "1,", count: 99) + "1... (50000 elements)"
    ),
  ]

  @Test("A long value says how much of it there is", arguments: values)
  func tellsSize(value: JSONValue, excerpt: String) {
    #expect(value.excerpt == excerpt)
  }
}
