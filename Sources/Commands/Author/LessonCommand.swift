internal import ArgumentParser

struct LessonCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lesson", abstract: "For the authors of lessons.",
    subcommands: [LessonCheckCommand.self, LessonChecksCommand.self])
}
