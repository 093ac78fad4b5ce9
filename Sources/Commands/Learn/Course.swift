package import Base
package import Learner
package import Lessons
package import ModuleRuntime
internal import Tracks

private import struct Foundation.Date

/// The lessons, the learner's own files, and the learner's progress.
package struct Course: Sendable {
  package let installation: Installation
  package let pack: Pack
  package let workspace: Workspace
  package let progress: ProgressFile
  private let session: SessionPosition?

  /// Without a session, the progress file says which lesson is the current one.
  package init(installation: Installation, settings: Settings, session: SessionPosition? = nil) {
    self.session = session
    self.installation = installation
    pack = Pack(directory: settings.lessons ?? installation.lessons, tracks: TrackRegistry.layouts)
    workspace = Workspace(directory: settings.workspace ?? "workspace")
    progress = ProgressFile(workspace: workspace)
  }

  /// The lesson and track that a command names, or the current ones.
  package func selection(lesson selector: String?, track: Track?) throws -> (lesson: Lesson, track: Track) {
    try selection(selector, track, readProgress())
  }

  func selection(
    _ selector: String?, _ track: Track?, _ progress: Progress
  ) throws -> (lesson: Lesson, track: Track) {
    let lesson = try lesson(selector, progress)
    return (lesson, try self.track(track, lesson, progress))
  }

  /// With this session's own position as the current one.
  package func readProgress() throws -> Progress {
    var progress = try progress.read()
    if let position = session?.current { progress.current = position }
    return progress
  }

  /// Makes a lesson the current one, and records that it is started.
  package func begin(_ lesson: Lesson, _ track: Track) async throws {
    session?.current = Progress.Position(lesson: lesson.id, track: track)
    _ = try await progress.update { $0.start(lesson: lesson.id, track: track, at: .now) }
  }

  /// The track that the learner is at; the standard one before that.
  func currentTrack() throws -> Track {
    // Another pitfall may have tracks that this one does not.
    try readProgress().current.map(\.track).flatMap { TrackRegistry.has($0) ? $0 : nil } ?? TrackRegistry.standard
  }

  /// The command that takes the learner further from here.
  package func nextCommand() throws -> String {
    let progress = try readProgress()
    guard let current = progress.current else { return "start \(try pack.lessonNames()[0])" }
    switch progress.state(of: current.lesson, current.track) {
    case .new, .started: return progress[current.lesson, current.track].attempts == 0 ? "edit" : "verify"
    case .skipped, .passed: return "next"
    }
  }

  /// The folder of the learner's copy; throws when there is none yet.
  func ownModule(_ lesson: Lesson, _ track: Track) throws -> String {
    _ = try workspace.mainFile(lesson, track)
    return workspace.module(lesson, track)
  }

  /// True when the learner has, or had, a copy.
  func wasStarted(_ lesson: Lesson, _ track: Track, _ progress: Progress) -> Bool {
    progress[lesson.id, track].started != nil || workspace.hasRecords(lesson, track)
  }

  private func lesson(_ selector: String?, _ progress: Progress) throws -> Lesson {
    if let selector { return try pack.lesson(selector) }
    guard let current = progress.current else {
      throw UsageError(
        description: "No lesson is started, so name one: \(try pack.lessonNames().joined(separator: ", ")).")
    }
    return try pack.lesson(current.lesson)
  }

  /// The track that is asked for, else the current one, else one that the lesson is started in, else the lesson's first.
  private func track(_ asked: Track?, _ lesson: Lesson, _ progress: Progress) throws -> Track {
    if let asked { return try lesson.layout(asked).track }
    // Another pitfall may have tracks that this one does not.
    if let current = progress.current, current.lesson == lesson.id, lesson.tracks.contains(current.track) {
      return current.track
    }
    let own = lesson.tracks.first { workspace.isStarted(lesson, $0) }
    guard let track = own ?? lesson.tracks.first(where: { wasStarted(lesson, $0, progress) }) ?? lesson.tracks.first
    else {
      throw UsageError(description: "\(lesson.id) has no module in any track.")
    }
    return track
  }
}
