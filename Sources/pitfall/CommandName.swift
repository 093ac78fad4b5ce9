internal import ArgumentParser

/// The names of commands, of which a prefix will do.
enum CommandName {
  /// The words with the command's whole name as the first; what is no command is refused here, for the argument parser
  /// would take it for an argument of the default command.
  static func completed(_ words: [String]) throws -> [String] {
    let words = behindCommand(words)
    guard let word = words.first, !word.hasPrefix("-") else { return words }
    let name = try resolve(word == "?" ? "help" : word)
    guard name == "help", words.count > 1 else { return [name] + words.dropFirst() }
    return [name, try resolve(words[1])] + words.dropFirst(2)
  }

  /// Options that all commands have may stand before the command too.
  private static func behindCommand(_ words: [String]) -> [String] {
    let withValue = ["--lessons", "--workspace", "--color"]
    var count = 0
    while count < words.count, withValue.contains(words[count]) || words[count] == "--plain" {
      count += withValue.contains(words[count]) ? 2 : 1
    }
    guard count < words.count, !words[count].hasPrefix("-") else { return words }
    return [words[count]] + words[..<count] + words[(count + 1)...]
  }

  static let all = Pitfall.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]

  private static func resolve(_ word: String) throws -> String {
    if all.contains(word) { return word }
    let matches = word.isEmpty ? [] : all.filter { $0.hasPrefix(word) }
    switch matches.count {
    case 1: return matches[0]
    case 0:
      let nearest = Spelling.nearest(to: word, among: all).map { " Did you mean '\($0)'?" } ?? ""
      throw UsageError(description: "There is no command '\(word)'.\(nearest) `help` shows them all.")
    default:
      throw UsageError(description: "'\(word)' could be \(matches.joined(separator: ", ")). Type one letter more.")
    }
  }
}
