import Commands
import Testing

@Suite(.timeLimit(.minutes(10)))
struct CommandNameTests {
  @Test(
    "A command can be shortened to a unique prefix, and its words stay",
    arguments: [
      (["verify", "01"], ["verify", "01"]), (["v", "01"], ["verify", "01"]), (["?"], ["help"]),
      (["help", "so"], ["help", "solution"]), (["?", "v"], ["help", "verify"]), ([], []), (["--help"], ["--help"]),
      (["show", "api"], ["show", "api"]),
    ])
  func completes(words: [String], completed: [String]) throws {
    #expect(try CommandName.completed(words) == completed)
  }

  @Test(
    "The options that all commands have can stand before the command",
    arguments: [
      (["--plain", "li"], ["list", "--plain"]),
      (
        ["--workspace", "w", "--color", "never", "prog", "--json"],
        [
          "progress", "--json", "--workspace", "w", "--color", "never",
        ]
      ),
      (["--plain", "help", "list"], ["help", "list"]), (["--lessons", "L"], ["--lessons", "L"]),
      (["--workspace"], ["--workspace"]),
    ])
  func takesOptionsBefore(words: [String], completed: [String]) throws {
    #expect(try CommandName.completed(words) == completed)
  }

  @Test(
    "An unknown or ambiguous command is said, with what comes nearest",
    arguments: [
      (["bogus"], "There is no command 'bogus'. Type help for all commands."),
      (["verfy", "01"], "There is no command 'verfy'. Did you mean 'verify'? Type help for all commands."),
      (["undoo"], "There is no command 'undoo'. Did you mean 'undo'? Type help for all commands."),
      ([""], "There is no command ''. Type help for all commands."),
      (["help", "bogus"], "There is no command 'bogus'. Type help for all commands."),
      (["--plain", "bogus"], "There is no command 'bogus'. Type help for all commands."),
      (["s"], "'s' is ambiguous: start, show, skip or solution?"),
      (["h"], "'h' is ambiguous: hint or help?"),
      (["help", "s"], "'s' is ambiguous: start, show, skip or solution?"),
    ])
  func explains(words: [String], expected: String) async {
    #expect(await sentence(of: { try CommandName.completed(words) }) == expected)
  }
}
