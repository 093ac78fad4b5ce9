internal import ArgumentParser
internal import Foundation
internal import Subprocess

struct Edit: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Open your copy in $VISUAL or $EDITOR, or show where it is.")

  @OptionGroup var lesson: LessonOptions
  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let (lesson, track) = try course.selection(self.lesson)
    let file = try course.workspace.mainFile(lesson, track)
    let environment = ProcessInfo.processInfo.environment
    let editor = ["VISUAL", "EDITOR"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    if let editor, context.console.canLendTerminal {
      try await context.console.lendTerminal { try await Self.edit(file, with: editor) }
    } else {
      let reason =
        editor == nil ? "VISUAL and EDITOR are not set." : "An editor needs a terminal, and there is none here."
      context.console.note("\(reason) Open this file in your editor:")
      context.console.print(CommandText.relative(file))
    }
    context.console.note("Next: \(context.command("verify", common))")
  }

  /// Through a shell, because the variable may contain options too.
  private static func edit(_ file: String, with editor: String) async throws {
    let result = try await Subprocess.run(
      .path("/usr/bin/env"),
      // The editor must get the signals that we ignore while we wait, and the shell around it must survive them.
      arguments: ["--default-signal", "/bin/sh", "-c", "trap : INT QUIT; \(editor) \"$@\"", editor, file],
      input: .fileDescriptor(.standardInput, closeAfterSpawningProcess: false),
      output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
      error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false))
    func failure(_ reason: String) -> UsageError {
      UsageError(description: "'\(editor)' \(reason). Your file is \(CommandText.relative(file)).")
    }
    switch result.terminationStatus {
    case .exited(0): return
    case .exited(126), .exited(127):
      throw UsageError(description: "'\(editor)' cannot be run. Set VISUAL or EDITOR to an editor that is installed.")
    // The shell's own way to say that a signal ended what it ran.
    case .exited(let code) where code > 128: throw failure("was ended by signal \(code - 128)")
    case .exited(let code): throw failure("ended with exit code \(code)")
    case .signaled(let signal): throw failure("was ended by signal \(signal)")
    }
  }
}
