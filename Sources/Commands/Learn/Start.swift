internal import ArgumentParser

struct Start: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "start",
    abstract: "Start a lesson: copy its server, measure it, and show the text.")

  @OptionGroup var lesson: LessonOptions
  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let progress = try course.readProgress()
    let first = try lesson.lesson ?? progress.current?.lesson ?? course.pack.lessonNames().first
    let (lesson, track) = try course.selection(lesson: first, track: self.lesson.track ?? progress.current?.track)
    try await LessonStart(course: course, common: common).run(lesson, track, in: context)
  }
}
