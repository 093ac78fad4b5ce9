import Base
import Testing

@Suite(.timeLimit(.minutes(10)))
struct HarmlessTextTests {
  @Test(
    "Whatever could control a terminal, turn text round, or end a line for other readers is replaced",
    arguments: [
      "\u{1b}", "\u{7}", "\u{7f}", "\u{9b}", "\u{202e}", "\u{2066}", "\u{2028}", "\u{2029}",
    ])
  func replaces(character: String) {
    #expect("a\(character)b".harmless == "a\u{fffd}b")
  }

  @Test("Lines, tabs and other scripts stay; carriage returns go")
  func keeps() {
    #expect("one\r\n\ttwo é 🙂 日本".harmless == "one\n\ttwo é 🙂 日本")
  }
}
