internal import ArgumentParser

struct ClassCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "class", abstract: "See where the learners of a class are, and what stops them.",
    subcommands: [ClassCollectCommand.self])
}
