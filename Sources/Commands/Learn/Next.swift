internal import ArgumentParser
internal import Base

struct Next: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "next", abstract: "Begin the next lesson that you have neither passed nor skipped.")

  @Option(help: .track) var track: Track?
  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let progress = try course.readProgress()
    if let current = progress.current, track == nil || track == current.track,
      progress.state(of: current.lesson, current.track) == .started
    {
      throw UsageError(
        description: "\(current.lesson) is not passed yet: go on with `\(context.command("verify", common))`, "
          + "or leave it for later with `\(context.command("skip", common))`.")
    }
    let start = LessonStart(course: course, common: common)
    try await start.runNext(after: progress, track: track, in: context)
  }
}

struct Skip: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "skip", abstract: "Leave the lesson you are at for later, and begin the next one.")

  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let (lesson, track) = try course.place(lesson: nil, track: nil)
    if try course.readProgress().state(of: lesson.id, track) != .passed {
      _ = try await course.progress.update { $0.skip(lesson: lesson.id, track: track) }
      let again = context.command("start \(lesson.id)", common)
      context.console.say("\(lesson.id) is left for later; `\(again)` takes it up.")
    }
    let start = LessonStart(course: course, common: common)
    try await start.runNext(after: course.readProgress(), track: nil, in: context)
  }
}
