package import Base
package import Lessons
package import ModuleRuntime

/// A module to judge or run, and the lesson that it belongs to.
package struct ChosenModule: Sendable {
  package let lesson: Lesson
  package let source: ModuleSource
  /// True for the one in the learner's workspace.
  package let isOwn: Bool
  /// True for the learner's copy of the current lesson and track.
  package let isCurrent: Bool
  /// As the user named it; nil for a module that was found without a path.
  package let path: String?

  package init(
    lesson: Lesson, source: ModuleSource, isOwn: Bool = false, isCurrent: Bool = false, path: String? = nil
  ) {
    self.lesson = lesson
    self.source = source
    self.isOwn = isOwn
    self.isCurrent = isCurrent
    self.path = path
  }

  package var track: Track { source.track }

  /// Says which module this is, where the user did not; nil where there is nothing to say.
  func note(isAtPrompt: Bool) -> String? {
    let file = CommandText.relative(source.mainFile)
    if isOwn { return isAtPrompt ? nil : "Your copy: \(file)" }
    return path == nil ? "You have no copy of this module yet, so this is the original: \(file)" : nil
  }

  /// What to type after `verify` or `run` to mean the same module again.
  package var asTyped: String {
    // The current one needs no words.
    if isCurrent { return "" }
    return " \(lesson.id)" + (track == lesson.tracks.first && !isOwn ? "" : " --track \(track.rawValue)")
      + (path.map { " --module \(ShellWord.quoted($0))" } ?? "")
  }
}
