import Testing
import Workbench

@Suite(.timeLimit(.minutes(10)))
struct CommandWordsTests {
  @Test(
    "A line is split into words as in a shell",
    arguments: [
      ("verify 01", ["verify", "01"]), ("  verify\t01  ", ["verify", "01"]), ("", []), ("   ", []),
      ("a 'b c' d", ["a", "b c", "d"]), (#"a "b \" c" d\ e"#, ["a", "b \" c", "d e"]), ("a ''", ["a", ""]),
      (#"'a\b'"#, [#"a\b"#]), ("pre'fix'ed", ["prefixed"]), ("日本 é", ["日本", "é"]),
    ])
  func splits(line: String, words: [String]) throws {
    #expect(try CommandWords.split(line) == words)
  }

  @Test("An unclosed quote is reported, with a way to fix it", arguments: ["a 'b", "a \"b"])
  func reportsOpenQuotes(line: String) throws {
    let quote = line.dropFirst(2).first.map(String.init) ?? ""
    let error = #expect(throws: CommandWordsError.self) { try CommandWords.split(line) }
    #expect(error?.description == "Unclosed quote \(quote): add the closing one, or put \\ before it.")
  }

  @Test("The unfinished word is separated from those before it, with its typed length")
  func findsUnfinishedWord() {
    func parts(_ line: String) -> ([String], String, Int) { CommandWords.unfinished(line) }
    #expect(parts("ver") == ([], "ver", 3))
    #expect(parts("verify ") == (["verify"], "", 0))
    #expect(parts("verify --mod 'a b") == (["verify", "--mod"], "a b", 4))
    #expect(parts("") == ([], "", 0))
  }
}
