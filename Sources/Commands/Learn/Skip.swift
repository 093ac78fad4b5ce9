internal import ArgumentParser

struct Skip: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "skip", abstract: "Skip the current lesson for now, and start the next one.")

  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let (lesson, track) = try course.selection(lesson: nil, track: nil)
    if try course.readProgress().state(of: lesson.id, track) != .passed {
      _ = try await course.progress.update { $0.skip(lesson: lesson.id, track: track) }
      let again = context.command("start \(lesson.id)", common)
      context.console.say("Skipped \(lesson.id). Come back with `\(again)`.")
    }
    let start = LessonStart(course: course, common: common)
    try await start.runNext(after: course.readProgress(), track: nil, in: context)
  }
}
