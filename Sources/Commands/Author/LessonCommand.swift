internal import ArgumentParser

struct LessonCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lesson", abstract: "Commands for authors of lessons, and a handout for learners.",
    subcommands: [LessonCheckCommand.self, LessonChecksCommand.self, LessonHandoutCommand.self])
}
