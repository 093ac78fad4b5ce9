internal import ArgumentParser
internal import Presentation
internal import Report

struct Welcome: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "welcome",
    abstract: "Greet, and show the first lesson's damage, measured now.")

  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let console = context.console
    guard let name = try course.pack.lessonNames().first else { return }
    let lesson = try course.pack.lesson(name)
    guard let track = lesson.tracks.first else { return }
    console.print(Greeting(context.style).text + "\n\nLesson \(lesson.id): \(lesson.title).")
    console.say(lesson.summary + "\n")
    let broken = try await Damage.measure(
      lesson.brokenModule(track), lesson, track, course.installation, console)
    let fix = lesson.modules.first { $0.kind == .fix && $0.track == track }
    let fixed =
      if let fix {
        try await Damage.measure(fix.path, lesson, track, course.installation, console)
      } else { nil as Report? }
    console.print(DamageView(context.style).text(broken: broken, fixed: fixed))
    console.print("\nNext: \(context.command("start \(lesson.id)", common))")
    let others = try lesson.tracks.dropFirst().map { other in
      "; with --track \(other.rawValue), of the same server as a real \(try lesson.layout(other).title) app"
    }.joined()
    console.say(
      "makes a copy of that server for you to mend\(others). "
        + "`\(context.command("help"))` shows everything else.")
  }
}
