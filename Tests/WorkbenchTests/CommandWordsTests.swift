import Testing
import Workbench

struct CommandWordsTests {
  @Test(
    "A line is cut as a shell would cut it",
    arguments: [
      ("verify 01", ["verify", "01"]), ("  verify\t01  ", ["verify", "01"]), ("", []), ("   ", []),
      ("a 'b c' d", ["a", "b c", "d"]), (#"a "b \" c" d\ e"#, ["a", "b \" c", "d e"]), ("a ''", ["a", ""]),
      (#"'a\b'"#, [#"a\b"#]), ("pre'fix'ed", ["prefixed"]), ("日本 é", ["日本", "é"]),
    ])
  func splits(line: String, words: [String]) throws {
    #expect(try CommandWords.split(line) == words)
  }

  @Test("A quote that is not closed is said, with a way out", arguments: ["a 'b", "a \"b"])
  func refusesOpenQuotes(line: String) throws {
    let quote = line.dropFirst(2).first.map(String.init) ?? ""
    let error = #expect(throws: CommandWordsError.self) { try CommandWords.split(line) }
    #expect(error?.description == "The quote \(quote) is not closed: add the second one, or put \\ before it.")
  }

  @Test("The word at the end is told from those before it, as long as it was typed")
  func findsUnfinishedWord() {
    func parts(_ line: String) -> ([String], String, Int) { CommandWords.unfinished(line) }
    #expect(parts("ver") == ([], "ver", 3))
    #expect(parts("verify ") == (["verify"], "", 0))
    #expect(parts("verify --mod 'a b") == (["verify", "--mod"], "a b", 4))
    #expect(parts("") == ([], "", 0))
  }
}
