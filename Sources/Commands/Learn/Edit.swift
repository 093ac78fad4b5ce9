internal import ArgumentParser
internal import Foundation
internal import Subprocess

struct Edit: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Open your copy in $VISUAL or $EDITOR; without them, say where it is.")

  @OptionGroup var place: LessonOptions
  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let (lesson, track) = try course.place(lesson: place.lesson, track: place.track)
    let file = try course.workspace.mainFile(lesson, track)
    let environment = ProcessInfo.processInfo.environment
    let editor = ["VISUAL", "EDITOR"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    guard let editor, context.console.canLendTerminal else {
      context.console.print(CommandText.relative(file))
      let reason =
        editor == nil ? "Neither VISUAL nor EDITOR is set, so open" : "This is no terminal for an editor; open"
      return context.console.note("\(reason) that file in your editor. Next: \(context.command("verify", common))")
    }
    try await context.console.lendTerminal { try await Self.edit(file, with: editor) }
    context.console.note("Next: \(context.command("verify", common))")
  }

  /// Through a shell, for the variable may hold options too.
  private static func edit(_ file: String, with editor: String) async throws {
    let result = try await Subprocess.run(
      .path("/usr/bin/env"),
      // What we ignore while we wait, an editor must be able to obey; the shell around it must not die of it.
      arguments: ["--default-signal", "/bin/sh", "-c", "trap : INT QUIT; \(editor) \"$@\"", editor, file],
      input: .fileDescriptor(.standardInput, closeAfterSpawningProcess: false),
      output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
      error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false))
    switch result.terminationStatus {
    case .exited(0): return
    case .exited(126), .exited(127):
      throw UsageError(description: "'\(editor)' cannot be run. Set VISUAL or EDITOR to an editor that is installed.")
    case let status:
      throw UsageError(
        description: "'\(editor)' did not end well (\(status)). Your file is at \(CommandText.relative(file)).")
    }
  }
}
