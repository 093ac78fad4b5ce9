import Base
import Testing

@Suite(.timeLimit(.minutes(10)))
struct SpellingTests {
  @Test(
    "The word that is at most two mistakes away, the nearest first",
    arguments: [
      ("verfy", "verify"), ("verify", "verify"), ("hnit", "hint"), ("strat", "start"), ("listt", "list"),
      ("rn", "run"), ("bogus", nil), ("", nil),
    ] as [(String, String?)])
  func finds(typed: String, word: String?) {
    let words = ["start", "verify", "hint", "list", "run"]
    #expect(Spelling.nearest(to: typed, among: words) == word)
  }

  @Test("Among no words there is none")
  func findsNothing() {
    #expect(Spelling.nearest(to: "list", among: []) == nil)
  }
}
