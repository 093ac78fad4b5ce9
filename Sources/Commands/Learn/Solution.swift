internal import ArgumentParser
internal import Base
internal import Foundation
internal import Lessons
internal import ModuleRuntime

struct Solution: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "solution", abstract: "List the solutions to a lesson, or show the code of one.")

  @OptionGroup var fix: FixOptions
  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let (lesson, track, fix) = try self.fix.choose(course)
    guard let fix else { return list(lesson, track, context) }
    let source = try ModuleSource(fix.path, layout: fix.layout)
    _ = try await course.progress.update { $0.seeSolution(lesson: lesson.id, track: track, at: .now) }
    context.console.say(fix.note)
    for file in source.files {
      let name = URL(fileURLWithPath: file).lastPathComponent
      context.console.print("\n\(context.style.paint(name, .bold))\n\(try LessonText.read(file))")
    }
    context.console.say(
      "\nNext: \(context.command("apply \(fix.name)", common)) replaces your copy with it; "
        + "\(context.command("undo", common)) reverts that")
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
