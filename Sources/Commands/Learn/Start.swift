internal import ArgumentParser

struct Start: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "start",
    abstract: "Begin a lesson: your copy of it, its damage measured now, its text.")

  @OptionGroup var place: LessonOptions
  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let progress = try course.readProgress()
    let first = try place.lesson ?? progress.current?.lesson ?? course.pack.lessonNames().first
    let (lesson, track) = try course.place(lesson: first, track: place.track ?? progress.current?.track)
    try await LessonStart(course: course, common: common).run(lesson, track, in: context)
  }
}
