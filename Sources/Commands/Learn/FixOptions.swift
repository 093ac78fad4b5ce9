internal import ArgumentParser
internal import Base
internal import Lessons
internal import ModuleRuntime

/// One of a lesson's fixes.
struct FixOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A lesson, one of its solutions, or both in that order. (default: the current lesson)", valueName: "fix"))
  var words: [String] = []
  @Option(help: .track()) var track: Track?

  func validate() throws {
    guard words.count <= 2 else { throw ValidationError("Name at most a lesson and one of its solutions.") }
  }

  /// Throws when the lesson has no fix to choose from.
  func choose(_ course: Course) throws -> (lesson: Lesson, track: Track, fix: ShippedModule?) {
    if words.count == 1, let choice = try chooseHere(course) { return choice }
    let (lesson, track) = try course.selection(lesson: words.first, track: track)
    try lesson.requireFixes(track, in: course.pack)
    guard words.count == 2 else { return (lesson, track, nil) }
    guard let fix = try lesson.fix(words[1], track) else {
      throw UsageError(
        description: "\(lesson.id) has no solution '\(words[1])' in the \(track.rawValue) track. "
          + "It has \(lesson.fixes(track).map(\.name).joined(separator: ", ")).")
    }
    return (lesson, track, fix)
  }
}

extension FixOptions {
  /// A single word names a fix of the current lesson if there is one of that name, else a lesson; nil in that case.
  private func chooseHere(_ course: Course) throws -> (lesson: Lesson, track: Track, fix: ShippedModule?)? {
    let isLesson = (try? course.pack.lesson(words[0])) != nil
    if try course.readProgress().current == nil && isLesson { return nil }
    let (lesson, track) = try course.selection(lesson: nil, track: track)
    if let fix = try lesson.fix(words[0], track) { return (lesson, track, fix) }
    guard !isLesson else { return nil }
    try lesson.requireFixes(track, in: course.pack)
    throw UsageError(
      description: "'\(words[0])' is neither a lesson nor a \(track.rawValue) solution of \(lesson.id). "
        + "Its solutions are \(lesson.fixes(track).map(\.name).joined(separator: ", ")).")
  }
}

extension Lesson {
  fileprivate func requireFixes(_ track: Track, in pack: Pack) throws {
    guard fixes(track).isEmpty else { return }
    throw MissingRequirement(
      what: "There are no \(track.rawValue) solutions of \(id) with the lessons in \(pack.directory).",
      next: "`hint` helps; whoever gave you these lessons may have solutions.")
  }

  /// The fix whose name is `word`, or the only one whose name begins with it; nil when there is none.
  fileprivate func fix(_ word: String, _ track: Track) throws -> ShippedModule? {
    if let exact = fixes(track).first(where: { $0.name == word }) { return exact }
    let matches = fixes(track).filter { $0.name.hasPrefix(word) }
    guard matches.count < 2 else {
      throw UsageError(description: "'\(word)' is ambiguous: \(matches.map(\.name).alternatives)?")
    }
    return matches.first
  }
}
