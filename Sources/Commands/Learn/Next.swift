internal import ArgumentParser
internal import Base

struct Next: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "next", abstract: "Start the next lesson that you have neither passed nor skipped.")

  @Option(help: .track()) var track: Track?
  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let progress = try course.readProgress()
    if let current = progress.current, track == nil || track == current.track,
      progress.state(of: current.lesson, current.track) == .started
    {
      throw UsageError(
        description: "\(current.lesson) is not passed yet. Continue with `\(context.command("verify", common))`, "
          + "or skip it for now with `\(context.command("skip", common))`.")
    }
    let start = LessonStart(course: course, common: common)
    try await start.runNext(after: progress, track: track, in: context)
  }
}
