internal import ArgumentParser
internal import Foundation
internal import Learner
internal import Presentation
internal import Tracks
internal import Workbench

struct WorkbenchCommand: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "workbench",
    abstract: "Start a prompt that has all these commands; without a terminal, read one command per line from input.")

  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    guard !context.isInWorkbench else { throw UsageError(description: "This is the workbench already.") }
    let course = try context.course(common)
    // A pack that cannot be read is reported now, not by the first command.
    _ = try course.pack.lessons()
    let settings = common.settings
    let session = SessionPosition(try course.readProgress().current)
    let terminal = Terminal(environment: ProcessInfo.processInfo.environment, isPlain: context.style.isPlain)
    let completer = try Completer(
      course: Course(installation: course.installation, settings: settings, session: session))
    let lines = try terminal.lines(complete: completer.complete)
    let workbench = Workbench(
      lines: lines,
      commands: Workbench.Commands(
        run: { words, console in
          await Self.run(words, on: console, isAtPrompt: terminal.input != .script, settings, session)
        },
        prompt: { activity, style in
          PromptView(style, standardTrack: TrackRegistry.standard).text(
            activity: activity, at: session.current.map { ($0.lesson, $0.track) })
        }),
      terminal: terminal,
      screen: { Session.Screen(style: settings.style(descriptor: STDOUT_FILENO), rows: terminal.rows) })
    let code = try await workbench.run(greeting: try greeting(course, context))
    if code != 0 { throw ExitCode(code) }
  }

  private static func run(
    _ typed: [String], on console: any Console, isAtPrompt: Bool, _ settings: Settings, _ session: SessionPosition
  ) async -> Int32 {
    // Commands pasted from a lesson's text begin with the program's name.
    let words = typed[0] == "pitfall" ? Array(typed.dropFirst()) : typed
    if isAtPrompt, (try? CommandName.completed(words)) == ["help"] {
      console.print(CommandOverview(console.style).text)
      return 0
    }
    let context = CommandContext(
      console: console, program: isAtPrompt ? "" : CommandText.program, isInWorkbench: true, settings: settings,
      session: session)
    return await CommandRunner(context: { _ in context }).run(words)
  }

  private func greeting(_ course: Course, _ context: CommandContext) throws -> String {
    let style = context.style
    return """
      \(Greeting(style).text)

      \(style.wrap(try position(course, style)))

      \(style.wrap("Type help for all commands. Tab completes, Ctrl-C stops the current command, Ctrl-D quits."))
      """
  }

  private func position(_ course: Course, _ style: Style) throws -> String {
    let progress = try course.readProgress()
    let next = style.paint(try course.nextCommand(), .bold)
    guard let current = progress.current else { return "Type \(next) to begin." }
    let state = progress.state(of: current.lesson, current.track)
    let title = TrackRegistry.layouts.first { $0.track == current.track }?.title ?? current.track.rawValue
    return "Current lesson: \(current.lesson) (\(title))"
      + (state == .new ? "" : ", \(state.rawValue)") + ". Type \(next) to continue."
  }
}
