internal import ArgumentParser
internal import Checks

struct LessonChecksCommand: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "checks",
    abstract: "Describe all kinds of checks that a lesson can use, as Markdown.")

  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    context.console.print(CheckReference.text)
  }
}
