internal import Base
internal import Files
internal import Foundation
internal import ModuleRuntime
package import Presentation

/// What a command works in: a shell, or the workbench with the options that it was started with.
package struct CommandContext: Sendable {
  let console: any Console
  /// The program as the user typed it; empty at the workbench's prompt, where commands stand alone.
  let program: String
  let isInWorkbench: Bool
  /// Apply unless the command sets others.
  let settings: Settings
  /// The position of this session; nil in a shell, where the progress file has it.
  let session: SessionPosition?

  package init(
    console: any Console, program: String, isInWorkbench: Bool = false, settings: Settings = Settings(),
    session: SessionPosition? = nil
  ) {
    self.console = console
    self.program = program
    self.isInWorkbench = isInWorkbench
    self.settings = settings
    self.session = session
  }

  var isAtPrompt: Bool { program.isEmpty }
  var style: Style { console.style }

  static func shell(_ settings: Settings) -> CommandContext {
    CommandContext(
      console: StandardConsole(style: settings.style(descriptor: STDOUT_FILENO)), program: CommandText.program)
  }

  /// A command to type next, with the options that its user gave and would have to give again.
  func command(_ words: String, _ common: CommonOptions? = nil) -> String {
    let own = common?.settings ?? Settings()
    // At the prompt, the session's options apply to the next command too.
    return isAtPrompt ? words + own.asTyped : "\(program) \(words)" + own.completed(by: settings).asTyped
  }

  /// A command within a sentence: in backquotes, unless it is a single word.
  func quoted(_ words: String, _ common: CommonOptions? = nil) -> String {
    let command = command(words, common)
    return command.contains(" ") ? "`\(command)`" : command
  }

  /// The path of this very program.
  static func executable() throws -> String {
    guard let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
      throw MissingRequirement(what: "/proc is not mounted.", next: "pitfall needs Linux with /proc.")
    }
    return executable
  }

  func installation() throws -> Installation { try .around(executable: Self.executable()) }

  /// Throws for a current folder that pitfall cannot work in, because a workspace would be made elsewhere.
  func course(_ common: CommonOptions) throws -> Course {
    guard let folder = Path.current else {
      throw UsageError(description: "The folder that you are in has been removed. Go to another one.")
    }
    guard !folder.hasForeignBytes else {
      throw UsageError(
        description:
          "The folder that you are in has a name that is not UTF-8: \(folder). Rename it, or go to another one.")
    }
    return try Course(installation: installation(), settings: common.settings.completed(by: settings), session: session)
  }
}
