package import LineEditor
package import Presentation

/// Runs a session at a terminal or on a pipe: passes events to it, and carries out its actions.
package struct Workbench: Sendable {
  /// The commands that the workbench offers.
  package struct Commands: Sendable {
    /// Runs a command with its output on the console, and returns its exit code.
    let run: @Sendable (_ words: [String], _ console: any Console) async -> Int32
    /// The prompt, with the activity of the running command if there is one.
    let prompt: @Sendable (_ activity: String?, Style) -> String

    package init(
      run: @escaping @Sendable ([String], any Console) async -> Int32,
      prompt: @escaping @Sendable (String?, Style) -> String
    ) {
      self.run = run
      self.prompt = prompt
    }
  }

  private let lines: any LineSource
  private let commands: Commands
  private let terminal: Terminal
  private let screen: @Sendable () -> Session.Screen

  /// `screen` is called for each event, because the size of the window may change.
  package init(
    lines: any LineSource, commands: Commands, terminal: Terminal,
    screen: @escaping @Sendable () -> Session.Screen
  ) {
    self.lines = lines
    self.commands = commands
    self.terminal = terminal
    self.screen = screen
  }

  /// Runs until the end of input, `quit` or a signal, and returns the exit code.
  package func run(greeting: String) async throws -> Int32 {
    let (events, sink) = AsyncStream.makeStream(of: Session.Event.self)
    let console: any Console =
      terminal.input == .script
      ? StandardConsole(style: screen().style) : WorkbenchConsole(lines: lines, events: sink, screen: screen)
    return try await withThrowingTaskGroup(of: Int32?.self) { group in
      group.addTask {
        try await lines.run()
        return nil
      }
      group.addTask {
        for await event in lines.events { sink.yield(Session.Event(event)) }
        return nil
      }
      group.addTask { await handle(events, sink, console, greeting) }
      var code: Int32 = 0
      for try await end in group { code = end ?? code }
      return code
    }
  }

  private func handle(
    _ events: AsyncStream<Session.Event>, _ sink: AsyncStream<Session.Event>.Continuation, _ console: any Console,
    _ greeting: String
  ) async -> Int32 {
    var session = Session(input: terminal.input)
    var command: Task<Void, Never>?
    if terminal.input != .script { console.print(greeting) }
    lines.setPrompt(prompt(nil))
    lines.readLine()
    for await event in events {
      for action in session.handle(event, on: screen()) {
        switch action {
        case .run(let words):
          lines.isBusy = true
          command = Task {
            let code = await commands.run(words, console)
            if terminal.isOutputClosed { sink.yield(.mustEnd(code: nil)) }
            sink.yield(.finished(code: code))
          }
        case .cancel: command?.cancel()
        case .print(let text): console.print(text)
        case .complain(let sentence): console.note(terminal.input == .script ? "pitfall: \(sentence)" : sentence)
        case .prompt(let activity): lines.setPrompt(prompt(activity))
        case .readLine: lines.readLine()
        case .leave(let code):
          lines.close()
          return code
        }
      }
      if case .finished = event, session.isIdle { lines.isBusy = false }
    }
    return 0
  }

  private func prompt(_ activity: String?) -> String {
    commands.prompt(activity, screen().style)
  }
}

extension Session.Event {
  /// The exit code after any signal, as in the rest of the program.
  private static let interrupted: Int32 = 130

  init(_ event: LineEvent) {
    self =
      switch event {
      case .line(let line): .line(line)
      case .endOfInput: .endOfInput
      case .interrupt: .interrupt
      case .key(.help): .shortcut("help")
      case .key(.hint): .shortcut("hint")
      case .resized: .resized
      case .signal: .mustEnd(code: Self.interrupted)
      case .outputClosed: .mustEnd(code: nil)
      }
  }
}
