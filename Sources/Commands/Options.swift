internal import ArgumentParser
internal import Base
internal import Lessons
internal import ModuleRuntime
internal import Presentation
internal import Tracks

/// What every command takes.
struct CommonOptions: ParsableArguments {
  @Option(name: .customLong("lessons"), help: "Another folder of lessons.", completion: .directory)
  var lessonsDirectory: String?

  @Option(
    name: .customLong("workspace"), help: "The folder for your own files. (default: workspace)",
    completion: .directory)
  var workspaceDirectory: String?

  @Option(help: "Color: auto, always, or never.")
  var color: Style.ColorChoice = .auto

  @Flag(help: "Plain text: no symbols, no charts, no redrawn lines (same as ACCESSIBLE=1).")
  var plain = false

  var settings: Settings {
    Settings(lessons: lessonsDirectory, workspace: workspaceDirectory, color: color, isPlain: plain)
  }
}

/// A lesson and a track; the current ones when they are left out.
struct LessonOptions: ParsableArguments {
  @Argument(help: "A lesson: its number, name, or a prefix. (default: the current one)") var lesson: String?
  @Option(help: .track()) var track: Track?
}

/// One of a lesson's modules.
struct ModuleOptions: ParsableArguments {
  @OptionGroup var lesson: LessonOptions

  @Option(
    name: .customLong("module"), parsing: .unconditional,
    help: "Folder or file to check. (default: your copy if the lesson is started, otherwise the original)",
    completion: .file())
  var path: String?
}

extension Course {
  func selection(_ options: LessonOptions) throws -> (lesson: Lesson, track: Track) {
    try selection(lesson: options.lesson, track: options.track)
  }

  func module(_ options: ModuleOptions) async throws -> ChosenModule {
    try await module(lesson: options.lesson.lesson, track: options.lesson.track, path: options.path)
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
  /// For an option that takes a track.
  static func track(_ meaning: String? = nil) -> ArgumentHelp {
    ArgumentHelp(
      (meaning ?? Track.allValueStrings.alternatives + ".")
        + " (default: the current one, else \(TrackRegistry.standard.rawValue))")
  }
}

extension IsolationTier: ExpressibleByArgument {}
extension Style.ColorChoice: ExpressibleByArgument {}
