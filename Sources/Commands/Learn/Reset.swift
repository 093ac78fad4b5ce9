internal import ArgumentParser

struct Reset: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset", abstract: "Make your copy the broken module again; `undo` takes it back.")

  @OptionGroup var place: LessonOptions
  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let (lesson, track) = try course.place(lesson: place.lesson, track: place.track)
    context.console.say("\(try await course.workspace.reset(lesson, track))")
  }
}

struct Undo: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Take the last `reset` or `apply` back.")

  @OptionGroup var place: LessonOptions
  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let (lesson, track) = try course.place(lesson: place.lesson, track: place.track)
    context.console.say("\(try await course.workspace.undo(lesson, track))")
  }
}
