package import Base
internal import Learner
internal import ModuleRuntime
internal import Tracks

extension Course {
  /// The module that a command is about: the one at `path`, else the learner's copy, else the lesson's broken module.
  ///
  /// Completes a change to the learner's copy that was interrupted. Throws `WorkspaceError` when there was a copy and it
  /// is gone, because another module in its place would get the learner's verdict.
  package func module(lesson selector: String?, track: Track?, path: String?) async throws -> ChosenModule {
    if let path { return try module(at: path, lesson: selector, track: track) }
    let progress = try readProgress()
    let (lesson, track) = try selection(selector, track, progress)
    guard workspace.isStarted(lesson, track) else {
      guard !wasStarted(lesson, track, progress) else {
        throw workspace.absence(of: lesson, track, wasStarted: true)
      }
      return ChosenModule(
        lesson: lesson, source: try ModuleSource(lesson.brokenModule(track), layout: lesson.layout(track)))
    }
    // The checkout may have moved since the copy was made.
    let renewals = try? TrackRegistry.definition(of: track).workspaceFiles(installation)
    _ = try await workspace.start(lesson, track, extras: [:], renewals: renewals ?? [:])
    return ChosenModule(
      lesson: lesson, source: try ModuleSource(workspace.module(lesson, track), layout: lesson.layout(track)),
      isOwn: true,
      isCurrent: progress.current == Progress.Position(lesson: lesson.id, track: track))
  }

  private func module(at path: String, lesson selector: String?, track: Track?) throws -> ChosenModule {
    if path == "" { throw UsageError(description: "--module needs a path: the module's folder or file.") }
    // When its lesson is named too, it is judged the same way whatever the current lesson is.
    let (lesson, track) =
      try selector.map {
        let lesson = try pack.lesson($0)
        return (lesson, track ?? lesson.tracks.first ?? TrackRegistry.standard)
      } ?? selection(lesson: nil, track: track)
    return ChosenModule(lesson: lesson, source: try ModuleSource(path, layout: lesson.layout(track)), path: path)
  }
}
