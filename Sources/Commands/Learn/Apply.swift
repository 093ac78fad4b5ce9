internal import ArgumentParser

private import struct Foundation.Date

struct Apply: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Replace your copy with a solution; `undo` reverts this.")

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
    _ = try await course.progress.update { $0.applySolution(lesson: lesson.id, track: track, at: .now) }
    context.console.note("Next: \(context.command("verify", common))")
  }
}
