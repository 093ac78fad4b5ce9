internal import ArgumentParser

struct Undo: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Revert the last `reset` or `apply`.")

  @OptionGroup var lesson: LessonOptions
  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let (lesson, track) = try course.selection(self.lesson)
    context.console.say("\(try await course.workspace.undo(lesson, track))")
  }
}
