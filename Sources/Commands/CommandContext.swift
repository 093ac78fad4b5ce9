internal import Base
internal import Files
internal import Foundation
internal import ModuleRuntime
internal import Presentation

/// What a command works in: a shell, or the workbench with the options that it was started with.
struct CommandContext: Sendable {
  let console: any Console
  /// How commands are called: the program as the user typed it; empty at the workbench's prompt.
  let program: String
  var isInWorkbench = false
  /// What holds for a command that does not say otherwise.
  var settings = Settings()
  /// Where this session is; nil in a shell, where the progress file says it.
  var place: SessionPlace?

  var isAtPrompt: Bool { program.isEmpty }
  var style: Style { console.style }

  static func shell(_ settings: Settings) -> CommandContext {
    CommandContext(
      console: StandardConsole(style: settings.style(descriptor: STDOUT_FILENO)), program: CommandText.program)
  }

  /// A command to type next, with the options that its user gave and would have to give again.
  func command(_ words: String, _ common: CommonOptions? = nil) -> String {
    let own = common?.settings ?? Settings()
    // At the prompt, those of the session hold for the next command as well.
    return isAtPrompt ? words + own.asTyped : "\(program) \(words)" + own.completed(by: settings).asTyped
  }

  func installation() throws -> Installation {
    guard let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
      throw MissingRequirement(what: "/proc is not mounted.", next: "pitfall needs Linux with /proc.")
    }
    return try .around(executable: executable)
  }

  func course(_ common: CommonOptions) throws -> Course {
    try Course(installation: installation(), settings: common.settings.completed(by: settings), session: place)
  }
}

/// The options that a whole session shares.
struct Settings: Sendable {
  var lessons: String?
  var workspace: String?
  var color = Style.ColorChoice.auto
  var isPlain = false

  /// The options as the user would have to type them again.
  var asTyped: String {
    (lessons.map { " --lessons \(ShellWord.quoted($0))" } ?? "")
      + (workspace.map { " --workspace \(ShellWord.quoted($0))" } ?? "")
  }

  func completed(by other: Settings) -> Settings {
    Settings(
      lessons: lessons ?? other.lessons, workspace: workspace ?? other.workspace,
      color: color == .auto ? other.color : color, isPlain: isPlain || other.isPlain)
  }

  func style(descriptor: Int32) -> Style {
    Style(
      environment: ProcessInfo.processInfo.environment, isTerminal: isatty(descriptor) == 1, color: color,
      isPlain: isPlain, columns: WindowSize(of: descriptor).columns)
  }
}
