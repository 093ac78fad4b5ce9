internal import Base
internal import Learner
internal import Lessons
internal import ModuleRuntime
internal import Tracks

private import struct Foundation.Date

/// The lessons, the learner's own files, and how far they have come.
struct Course: Sendable {
  let installation: Installation
  let pack: Pack
  let workspace: Workspace
  let progress: ProgressFile
  private let session: SessionPlace?

  init(installation: Installation, settings: Settings, session: SessionPlace?) {
    self.session = session
    self.installation = installation
    pack = Pack(directory: settings.lessons ?? installation.lessons, tracks: TrackRegistry.layouts)
    workspace = Workspace(directory: settings.workspace ?? "workspace")
    progress = ProgressFile(workspace: workspace)
  }

  /// The lesson and track that a command means: those that it names, else those that the learner is at.
  func place(lesson selector: String?, track: Track?) throws -> (lesson: Lesson, track: Track) {
    let progress = try readProgress()
    let lesson = try lesson(selector, progress)
    return (lesson, try self.track(track, lesson, progress))
  }

  /// With the place that this session is at.
  func readProgress() throws -> Progress {
    var progress = try progress.read()
    if let place = session?.current { progress.current = place }
    return progress
  }

  /// The learner comes to a lesson.
  func begin(_ lesson: Lesson, _ track: Track) async throws {
    session?.current = Progress.Position(lesson: lesson.id, track: track)
    _ = try await progress.update { $0.start(lesson: lesson.id, track: track, at: .now) }
  }

  /// What to type where the learner stands.
  func nextCommand() throws -> String {
    let progress = try readProgress()
    guard let current = progress.current else { return "start \(try pack.lessonNames()[0])" }
    switch progress.state(of: current.lesson, current.track) {
    case .new, .started: return progress[current.lesson, current.track].attempts == 0 ? "edit" : "verify"
    case .skipped, .passed: return "next"
    }
  }

  /// The learner's copy; throws when there is none yet.
  func ownModule(_ lesson: Lesson, _ track: Track) throws -> String {
    _ = try workspace.mainFile(lesson, track)
    return workspace.module(lesson, track)
  }

  private func lesson(_ selector: String?, _ progress: Progress) throws -> Lesson {
    if let selector { return try pack.lesson(selector) }
    guard let current = progress.current else {
      throw UsageError(
        description: "No lesson is started, so name one: \(try pack.lessonNames().joined(separator: ", ")).")
    }
    return try pack.lesson(current.lesson)
  }

  /// The one that is asked for; the one the learner is at; the one that the lesson was started in; the lesson's first.
  private func track(_ asked: Track?, _ lesson: Lesson, _ progress: Progress) throws -> Track {
    if let asked { return try lesson.layout(asked).track }
    // Another pitfall may have tracks that this one does not.
    if let current = progress.current, current.lesson == lesson.id, lesson.tracks.contains(current.track) {
      return current.track
    }
    let started = lesson.tracks.filter { workspace.isStarted(lesson, $0) }
    guard let track = started.first ?? lesson.tracks.first else {
      throw UsageError(description: "\(lesson.id) has no module in any track.")
    }
    return track
  }
}
