internal import ArgumentParser
internal import Base
internal import Learner
internal import Lessons
internal import ModuleRuntime
internal import Presentation
internal import Tracks

/// What every command takes.
struct CommonOptions: ParsableArguments {
  @Option(name: .customLong("lessons"), help: "Another folder of lessons.", completion: .directory)
  var lessonsDirectory: String?

  @Option(
    name: .customLong("workspace"), help: "The folder of your own files. (default: workspace)", completion: .directory)
  var workspaceDirectory: String?

  @Option(help: "Colour: auto, always or never.")
  var color: Style.ColorChoice = .auto

  @Flag(help: "Words instead of signs and pictures, nothing written over; as with ACCESSIBLE=1.")
  var plain = false

  var settings: Settings {
    Settings(lessons: lessonsDirectory, workspace: workspaceDirectory, color: color, isPlain: plain)
  }
}

/// A lesson and a track; where they are not given, those that the learner is at.
struct LessonOptions: ParsableArguments {
  @Argument(help: "A lesson: its number, name, or a prefix. (default: the one you are at)") var lesson: String?
  @Option(help: .track) var track: Track?
}

/// Which module of a lesson.
struct ModuleOptions: ParsableArguments {
  @OptionGroup var place: LessonOptions

  @Option(
    name: .customLong("module"),
    help: "A module's folder or file. (default: yours once the lesson is started, else the broken one)",
    completion: .file())
  var path: String?

  func choose(_ course: Course) async throws -> ChosenModule {
    if path == "" { throw UsageError(description: "--module needs a path: the module's folder or file.") }
    guard let path else {
      let (lesson, track) = try course.place(lesson: place.lesson, track: place.track)
      let isOwn = course.workspace.isStarted(lesson, track)
      // Completes a change to it that was cut off by a kill.
      if isOwn { _ = try await course.workspace.start(lesson, track, extras: [:]) }
      let folder = isOwn ? course.workspace.module(lesson, track) : lesson.brokenModule(track)
      let isCurrent = try course.readProgress().current == Progress.Position(lesson: lesson.id, track: track)
      return ChosenModule(
        lesson: lesson, source: try ModuleSource(folder, layout: lesson.layout(track)), isOwn: isOwn,
        isCurrent: isOwn && isCurrent,
        path: nil)
    }
    // With its lesson named too, it is judged the same way wherever the learner stands.
    let (lesson, track) =
      try place.lesson.map {
        let lesson = try course.pack.lesson($0)
        return (lesson, place.track ?? lesson.tracks.first ?? TrackRegistry.standard)
      } ?? course.place(lesson: nil, track: place.track)
    return ChosenModule(
      lesson: lesson, source: try ModuleSource(path, layout: lesson.layout(track)), isOwn: false, isCurrent: false,
      path: path)
  }
}

struct ChosenModule: Sendable {
  let lesson: Lesson
  let source: ModuleSource
  /// True for the one in the learner's workspace.
  let isOwn: Bool
  /// True for the learner's own of the lesson and track that they are at.
  let isCurrent: Bool
  /// As the user named it.
  let path: String?

  var track: Track { source.track }

  /// What to type behind `verify` or `run` to mean the same module again.
  var asTyped: String {
    // The one that the learner is at is meant without a word.
    if isCurrent { return "" }
    return " \(lesson.id)" + (track == lesson.tracks.first && !isOwn ? "" : " --track \(track.rawValue)")
      + (path.map { " --module \(ShellWord.quoted($0))" } ?? "")
  }
}

extension Track: ExpressibleByArgument {
  init?(argument: String) {
    guard let track = Track(rawValue: argument), TrackRegistry.has(track) else { return nil }
    self = track
  }

  static var allValueStrings: [String] { TrackRegistry.all.map(\.track.rawValue) }
  static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}

extension ArgumentHelp {
  static var track: ArgumentHelp {
    "\(Track.allValueStrings.alternatives). (default: the one you are at, else \(TrackRegistry.standard.rawValue))"
  }
}

extension Style.ColorChoice: ExpressibleByArgument {}
