internal import ArgumentParser
internal import Base

/// The names of commands, which can be shortened to a unique prefix.
package enum CommandName {
  /// The words with the command's whole name as the first.
  ///
  /// Throws for an unknown command, because the argument parser would take it for an argument of the default command.
  package static func completed(_ words: [String]) throws -> [String] {
    let (words, options) = withoutLeadingOptions(words)
    guard let word = words.first, !word.hasPrefix("-") else { return options + words }
    let name = try resolve(word == "?" ? "help" : word)
    guard name == "help" else { return [name] + words.dropFirst() + options }
    return try [name] + words.dropFirst().prefix(1).map(resolve) + words.dropFirst(2)
  }

  /// The options that all commands have may also stand before the command.
  private static func withoutLeadingOptions(_ words: [String]) -> (words: [String], options: [String]) {
    let withValue = ["--lessons", "--workspace", "--color"]
    var count = 0
    while count < words.count, withValue.contains(words[count]) || words[count] == "--plain" {
      count += withValue.contains(words[count]) ? 2 : 1
    }
    return (Array(words.dropFirst(count)), Array(words.prefix(count)))
  }

  static let all = Pitfall.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]

  private static func resolve(_ word: String) throws -> String {
    if all.contains(word) { return word }
    let matches = word.isEmpty ? [] : all.filter { $0.hasPrefix(word) }
    switch matches.count {
    case 1: return matches[0]
    case 0:
      let nearest = Spelling.nearest(to: word, among: all).map { " Did you mean '\($0)'?" } ?? ""
      throw UsageError(description: "There is no command '\(word)'.\(nearest) Type help for all commands.")
    default:
      throw UsageError(description: "'\(word)' is ambiguous: \(matches.alternatives)?")
    }
  }
}
