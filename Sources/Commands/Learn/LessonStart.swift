internal import Base
internal import Learner
internal import Lessons
internal import Presentation
internal import Tracks

/// What `start`, `next` and `skip` do with the lesson that they come to.
struct LessonStart {
  let course: Course
  let common: CommonOptions

  func run(_ lesson: Lesson, _ track: Track, in context: CommandContext) async throws {
    let console = context.console
    let isNew = try await course.workspace.start(lesson, track, extras: extras(track))
    try await course.begin(lesson, track)
    console.say("\(context.style.paint("\(lesson.id): \(lesson.title)", .bold)) (\(track.title))")
    console.say(lesson.summary + "\n")
    let damage = try await Damage.measure(lesson.brokenModule(track), lesson, track, course.installation, console)
    try Damage.write(damage, to: course.workspace.damageFile(lesson, track))
    console.print(DamageView(context.style).text(broken: damage))
    let file = course.workspace.module(lesson, track) + "/" + track.mainFile
    console.say(
      """

      \(isNew ? "Your copy to mend" : "Your copy, as you left it"): \(CommandText.relative(file))
      Next: \(context.command("edit", common)), then verify
      """)
    let text = try LessonText.read(lesson.textFile)
    let next = context.command(try course.nextCommand(), common)
    console.show(LessonText.whole(lesson, track, text, next: next), isOffered: true)
  }

  /// The first lesson behind the learner's place that is neither passed nor skipped.
  func runNext(after progress: Progress, track asked: Track?, in context: CommandContext) async throws {
    let track = asked ?? progress.current?.track ?? .swift
    let names = try course.pack.lessons().filter { $0.tracks.contains(track) }.map(\.id)
    guard let next = progress.nextLesson(in: names, track: track) else {
      let other: Track = track == .swift ? .fastapi : .swift
      return context.console.say(
        "No lesson of the \(track.title) track is left. `\(context.command("progress", common))` shows how you did; "
          + "`start --track \(other.rawValue)` begins the same lessons as \(other.title) servers.")
    }
    try await run(try course.pack.lesson(next), track, in: context)
  }

  /// What a Swift module's folder holds beside the module: the page on LessonKit, and a manifest for editors.
  private func extras(_ track: Track) throws -> [String: String] {
    guard track == .swift else { return [:] }
    let installation = course.installation
    return [
      "LessonKit.md": try LessonText.read(installation.lessonKitPage) + "\n",
      "Package.swift": EditorManifest.text(installation),
    ]
  }
}
