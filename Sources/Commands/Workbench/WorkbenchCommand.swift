internal import ArgumentParser
internal import Foundation
internal import Presentation
internal import Tracks
internal import Workbench

struct WorkbenchCommand: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "workbench",
    abstract: "Work at a prompt that has all these commands; not at a terminal, one command a line from standard input."
  )

  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    guard !context.isInWorkbench else { throw UsageError(description: "This is the workbench already.") }
    let course = try context.course(common)
    // A pack that cannot be read is said now, not with the first command.
    _ = try course.pack.lessons()
    let settings = common.settings
    let place = SessionPlace(try course.readProgress().current)
    let terminal = Terminal(environment: ProcessInfo.processInfo.environment, isPlain: context.style.isPlain)
    let completer = try Completer(
      course: Course(installation: course.installation, settings: settings, session: place))
    let lines = try terminal.lines(complete: completer.complete)
    let workbench = Workbench(
      lines: lines,
      commands: Workbench.Commands(
        run: { words, console in
          await Self.run(words, on: console, isAtPrompt: terminal.input != .script, settings, place)
        },
        prompt: { PromptView($1, standardTrack: TrackRegistry.standard).text(activity: $0, place: place.current) }),
      terminal: terminal,
      screen: { Session.Screen(style: settings.style(descriptor: STDOUT_FILENO), rows: terminal.rows) })
    let code = try await workbench.run(greeting: try greeting(course, context))
    if code != 0 { throw ExitCode(code) }
  }

  private static func run(
    _ typed: [String], on console: any Console, isAtPrompt: Bool, _ settings: Settings, _ place: SessionPlace
  ) async -> Int32 {
    // As a command is pasted from a lesson's text.
    let words = typed[0] == "pitfall" ? Array(typed.dropFirst()) : typed
    if isAtPrompt, (try? CommandName.completed(words)) == ["help"] {
      console.print(CommandOverview(style: console.style).text)
      return 0
    }
    let context = CommandContext(
      console: console, program: isAtPrompt ? "" : CommandText.program, isInWorkbench: true, settings: settings,
      place: place)
    return await CommandRunner(context: { _ in context }).run(words)
  }

  private func greeting(_ course: Course, _ context: CommandContext) throws -> String {
    let style = context.style
    let current = try course.readProgress().current
    let place =
      current.map { place in
        let layout = TrackRegistry.layouts.first { $0.track == place.track }
        return "You are at \(place.lesson), \(layout?.title ?? place.track.rawValue). Go on with: "
      } ?? "Begin with: "
    let next = style.wrap(place + style.paint(try course.nextCommand(), .bold))
    return """
      \(Greeting(style).text)

      \(next)

      \(style.wrap("help shows all commands, TAB completes, Ctrl-C stops what runs, Ctrl-D leaves."))
      """
  }
}
