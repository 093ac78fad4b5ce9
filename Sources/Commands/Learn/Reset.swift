internal import ArgumentParser

struct Reset: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset", abstract: "Restore the original broken server; `undo` reverts this.")

  @OptionGroup var lesson: LessonOptions
  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let (lesson, track) = try course.selection(self.lesson)
    context.console.say("\(try await course.workspace.reset(lesson, track))")
  }
}
