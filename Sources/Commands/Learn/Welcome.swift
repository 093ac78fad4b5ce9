internal import ArgumentParser
internal import Base
internal import Lessons
internal import ModuleRuntime
internal import Presentation
internal import Report

struct Welcome: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "welcome",
    abstract: "Introduce pitfall: measure the first lesson's broken server, and a fixed one.")

  @Option(help: .track()) var track: Track?
  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let console = context.console
    guard let name = try course.pack.lessonNames().first else { return }
    let lesson = try course.pack.lesson(name)
    let track = try self.track ?? course.currentTrack()
    _ = try lesson.layout(track)
    console.print(Greeting(context.style).text + "\n\nLesson \(lesson.id): \(lesson.title).")
    console.say(lesson.summary + "\n")
    let broken = try await measure(lesson.brokenModule(track), lesson, track, course, console)
    let fixed: Report? =
      if let fix = lesson.fixes(track).first {
        try await measure(fix.path, lesson, track, course, console)
      } else { nil }
    console.print(DamageView(context.style).text(broken: broken, fixed: fixed))
    let start = "start \(lesson.id)" + (track == lesson.tracks.first ? "" : " --track \(track.rawValue)")
    console.print("\nNext: \(context.command(start, common))")
    let others = try lesson.tracks.filter { $0 != track }.map { other in
      "; with --track \(other.rawValue), the same server as a real \(try lesson.layout(other).title) app"
    }.joined()
    console.say(
      "copies that server for you to fix\(others). "
        + "`\(context.command("help"))` shows everything else.")
  }

  private func measure(
    _ path: String, _ lesson: Lesson, _ track: Track, _ course: Course, _ console: any Console
  ) async throws -> Report {
    let module = ChosenModule(lesson: lesson, source: try ModuleSource(path, layout: lesson.layout(track)))
    let report = try await LearnerVerification(course).judge(module) {
      $0.sentence.map { console.progress($0) }
    }.report
    console.progress(nil)
    return report
  }
}
