internal import ArgumentParser
internal import Base
internal import Foundation
internal import Lessons
internal import ModuleRuntime

struct Solution: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "solution", abstract: "Show the ways to mend a lesson, or the code of one of them.")

  @OptionGroup var fix: FixOptions
  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let (lesson, track, fix) = try self.fix.choose(course)
    guard let fix else { return list(lesson, track, context) }
    let source = try ModuleSource(fix.path, layout: fix.layout)
    context.console.say(fix.note)
    for file in source.files {
      let name = URL(fileURLWithPath: file).lastPathComponent
      context.console.print("\n\(context.style.paint(name, .bold))\n\(try LessonText.read(file))")
    }
    context.console.say(
      "\nNext: \(context.command("apply \(fix.name)", common)) puts it into your copy; "
        + "\(context.command("undo", common)) takes it back")
  }

  private func list(_ lesson: Lesson, _ track: Track, _ context: CommandContext) {
    let fixes = lesson.fixes(track)
    for fix in fixes {
      context.console.print(
        context.style.paint(fix.name, .bold) + "\n"
          + context.style.wrap(fix.note, indent: 4))
    }
    if let first = fixes.first {
      context.console.say("\nNext: \(context.command("solution \(first.name)", common)) shows its code")
    }
  }
}

struct Apply: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Put one of the solutions into your copy; `undo` takes it back.")

  @OptionGroup var fix: FixOptions
  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let (lesson, track, fix) = try self.fix.choose(course)
    guard let fix else {
      let names = lesson.fixes(track).map(\.name).joined(separator: ", ")
      throw UsageError(description: "Which solution? \(lesson.id) has \(names).")
    }
    context.console.say("\(try await course.workspace.apply(fix, lesson))")
    context.console.note("Next: \(context.command("verify", common))")
  }
}

/// One of a lesson's fixes.
struct FixOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A lesson, one of its solutions, or both in that order. (default: the lesson you are at)", valueName: "fix"))
  var words: [String] = []
  @Option(help: .track) var track: Track?

  func validate() throws {
    guard words.count <= 2 else { throw ValidationError("At most a lesson and one of its solutions can be named.") }
  }

  func choose(_ course: Course) throws -> (lesson: Lesson, track: Track, fix: ShippedModule?) {
    if words.count == 1, let place = try chooseHere(course) { return place }
    let (lesson, track) = try course.place(lesson: words.first, track: track)
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
  /// One word is a fix of the lesson that the learner is at, if it can be; nil when it names a lesson.
  private func chooseHere(_ course: Course) throws -> (lesson: Lesson, track: Track, fix: ShippedModule?)? {
    let isLesson = (try? course.pack.lesson(words[0])) != nil
    if try course.readProgress().current == nil && isLesson { return nil }
    let (lesson, track) = try course.place(lesson: nil, track: track)
    if let fix = try lesson.fix(words[0], track) { return (lesson, track, fix) }
    guard !isLesson else { return nil }
    throw UsageError(
      description: "'\(words[0])' is neither a lesson nor a \(track.rawValue) solution of \(lesson.id). "
        + "Its solutions are \(lesson.fixes(track).map(\.name).joined(separator: ", ")).")
  }
}

extension Lesson {
  /// The fix of that name, or of a name that begins with it; nil when there is none.
  fileprivate func fix(_ word: String, _ track: Track) throws -> ShippedModule? {
    if let exact = fixes(track).first(where: { $0.name == word }) { return exact }
    let matches = fixes(track).filter { $0.name.hasPrefix(word) }
    guard matches.count < 2 else {
      throw UsageError(
        description: "'\(word)' could be \(matches.map(\.name).alternatives). Type one letter more.")
    }
    return matches.first
  }
}
