internal import Base
internal import Learner
internal import Lessons
internal import Presentation
internal import Tracks

/// What `start`, `next`, and `skip` do with the lesson that they arrive at.
struct LessonStart {
  let course: Course
  let common: CommonOptions

  func run(_ lesson: Lesson, _ track: Track, in context: CommandContext) async throws {
    let console = context.console
    let layout = try lesson.layout(track)
    let extras = try TrackRegistry.definition(of: track).workspaceFiles(course.installation)
    let wasStarted = course.wasStarted(lesson, track, try course.readProgress())
    let isNew = try await course.workspace.start(lesson, track, extras: extras)
    try await course.begin(lesson, track)
    console.say("\(context.style.paint("\(lesson.id): \(lesson.title)", .bold)) (\(layout.title))")
    console.say(lesson.summary + "\n")
    let damage = try await LearnerVerification(course).measureDamage(lesson, track) { event in
      event.sentence.map { console.progress($0) }
    }
    console.progress(nil)
    console.print(DamageView(context.style).text(broken: damage))
    let file = try course.workspace.mainFile(lesson, track)
    let copy =
      !isNew ? "Your copy, as you left it" : wasStarted ? "Your copy was not here; this is a new one" : "Your copy"
    console.say(
      """

      \(copy): \(CommandText.relative(file))
      Next: \(context.command("edit", common)), then verify
      """)
    let text = try LessonText.read(lesson.textFile)
    let next = context.command(try course.nextCommand(), common)
    console.show(LessonText.whole(lesson, layout, text, next: next), isOffered: true)
  }

  /// Starts the first lesson after the current one that is neither passed nor skipped.
  func runNext(after progress: Progress, track asked: Track?, in context: CommandContext) async throws {
    // Another pitfall may have tracks that this one does not.
    let current = progress.current.flatMap { TrackRegistry.has($0.track) ? $0.track : nil }
    let track = asked ?? current ?? TrackRegistry.standard
    let lessons = try course.pack.lessons()
    let names = lessons.filter { $0.tracks.contains(track) }.map(\.id)
    guard let next = progress.nextLesson(in: names, track: track) else {
      return context.console.say(try done(track, lessons, in: context))
    }
    try await run(try course.pack.lesson(next), track, in: context)
  }

  /// Says that no lesson of the track is left, and what else there is.
  private func done(_ track: Track, _ lessons: [Lesson], in context: CommandContext) throws -> String {
    let title = try TrackRegistry.definition(of: track).layout.title
    let others = TrackRegistry.layouts
      .filter { other in other.track != track && lessons.contains { $0.tracks.contains(other.track) } }
      .map { "; `start --track \($0.track.rawValue)` begins the same lessons as \($0.title) servers" }
    return "No lessons are left in the \(title) track. `\(context.command("progress", common))` shows your results"
      + others.joined() + "."
  }
}
