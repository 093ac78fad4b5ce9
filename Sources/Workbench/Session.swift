package import Presentation

/// Decides what the workbench does next. A pure state machine, without input, output or a clock.
package struct Session: Sendable {
  package enum Event: Sendable, Equatable {
    case line(String)
    case endOfInput
    case interrupt
    /// A key that runs a command and leaves the line being typed alone.
    case shortcut(String)
    /// What the running command is doing now.
    case activity(String?)
    /// A text to read; an offered one is shown only when the user asks for it.
    case text(ReadingText, isOffered: Bool)
    case finished(code: Int32)
    /// The size of the window has changed.
    case resized
    /// A signal arrived, or the reader of the output has closed it.
    case mustEnd(code: Int32?)
  }

  package enum Action: Sendable, Equatable {
    case run([String])
    case cancel
    case print(String)
    /// Print what is wrong with a line.
    case complain(String)
    case prompt(activity: String?)
    /// Read the next line.
    case readLine
    case leave(code: Int32)
  }

  /// The screen that texts are shown on.
  package struct Screen: Sendable {
    package let style: Style
    package let rows: Int

    package init(style: Style, rows: Int) {
      self.style = style
      self.rows = rows
    }
  }

  /// Where commands come from.
  package enum Input: Sendable {
    /// A person types, and output can be printed above the line being typed.
    case editor
    /// A person types, and nothing that is on the screen can be redrawn.
    case plainTerminal
    /// A pipe or a file.
    case script
  }

  private static let offer = "Press Enter to read the lesson's text, one page at a time."
  private let input: Input
  private var isRunning = false
  private var hasRun = false
  /// A line has been requested and not entered yet.
  private var isTyping = true
  private var activity: String?
  private var waiting: [String] = []
  private var pager: ReadingPager?
  private var worstCode: Int32 = 0
  /// Set once the session is to end; the running command is still waited for.
  private var leaving: Leaving?

  private enum Leaving {
    case whenDone
    case now(code: Int32?)
  }

  package init(input: Input) {
    self.input = input
  }

  package var isIdle: Bool { !isRunning }

  package mutating func handle(_ event: Event, on screen: Screen) -> [Action] {
    switch event {
    case .line(let line): take(line, screen)
    case .endOfInput: endOfInput()
    case .interrupt: interrupt()
    case .shortcut(let command): isRunning || leaving != nil ? [] : run(command, screen)
    case .activity(let text): show(activity: text)
    case .text(let text, let isOffered): show(text, isOffered: isOffered, screen)
    case .finished(let code): finished(code, screen)
    case .resized: isTyping ? [.prompt(activity: activity)] : []
    case .mustEnd(let code): mustEnd(code)
    }
  }

  private mutating func take(_ line: String, _ screen: Screen) -> [Action] {
    guard leaving == nil else { return [] }
    isTyping = false
    guard !isRunning else {
      guard !line.allSatisfy(\.isWhitespace) else { return prompt() }
      waiting.append(line)
      return [.print(screen.style.paint("(queued until the current command finishes)", .dim))] + prompt()
    }
    return run(line, screen)
  }

  private mutating func run(_ line: String, _ screen: Screen) -> [Action] {
    // A comment, as in a script.
    if line.first(where: { !$0.isWhitespace }) == "#" { return proceed(screen) }
    do {
      let words = try CommandWords.split(line)
      guard let command = words.first else { return nextScreen(screen) + prompt() }
      if Self.leaves(command) {
        guard words.count > 1 else { return [.leave(code: exitCode)] }
        worstCode = max(worstCode, 64)
        return [.complain("`\(command)` takes no arguments.")] + proceed(screen)
      }
      // After any other command, Enter no longer continues the text.
      pager = nil
      isRunning = true
      hasRun = true
      activity = nil
      return [.run(words)]
    } catch {
      worstCode = max(worstCode, 64)
      return [.complain("\(error)")] + proceed(screen)
    }
  }

  private static func leaves(_ word: String) -> Bool {
    word == "exit" || !word.isEmpty && "quit".hasPrefix(word)
  }

  private mutating func nextScreen(_ screen: Screen) -> [Action] {
    guard var pager else { return [] }
    let rows = screen.rows - 3
    var text = pager.next(rows: rows, screen.style)
    if !pager.isAtEnd {
      let (next, total) = (pager.shownScreens + 1, pager.shownScreens + pager.screensLeft(rows: rows, screen.style))
      let heading = pager.heading.map { ", \"\($0)\"" } ?? ""
      text +=
        "\n" + screen.style.wrap(screen.style.paint("Enter: next page\(heading) (\(next) of \(total))", .dim))
    }
    self.pager = pager.isAtEnd ? nil : pager
    return [.print(text)]
  }

  private mutating func show(_ text: ReadingText, isOffered: Bool, _ screen: Screen) -> [Action] {
    pager = ReadingPager(text)
    return isOffered
      ? [.print(screen.style.wrap(screen.style.paint(Self.offer, .dim)))] : nextScreen(screen)
  }

  private mutating func show(activity text: String?) -> [Action] {
    guard isRunning else { return [] }
    guard input == .editor else { return text.map { [.print($0)] } ?? [] }
    // Keep the last activity on the prompt until the command ends, because an empty one would look idle.
    guard let text else { return [] }
    activity = text
    // Only a command that reports activity takes long enough to be worth a prompt for the next line.
    return prompt()
  }

  private mutating func finished(_ code: Int32, _ screen: Screen) -> [Action] {
    isRunning = false
    activity = nil
    // The code of a command that was cancelled by the session's end means nothing.
    if case .now = leaving {} else { worstCode = max(worstCode, code) }
    return proceed(screen)
  }

  /// Runs the next queued line, or ends the session, or shows the prompt.
  private mutating func proceed(_ screen: Screen) -> [Action] {
    if case .now(let code) = leaving { return [.leave(code: code ?? worstCode)] }
    guard waiting.isEmpty else {
      let line = waiting.removeFirst()
      return [.print(screen.style.paint("> \(line)", .dim))] + run(line, screen)
    }
    if leaving != nil { return [.leave(code: exitCode)] }
    return prompt()
  }

  private mutating func prompt() -> [Action] {
    defer { isTyping = true }
    return [.prompt(activity: activity)] + (isTyping ? [] : [.readLine])
  }

  private mutating func interrupt() -> [Action] {
    let dropped = waiting.map { Action.print("(dropped: \($0))") }
    waiting = []
    return dropped + (isRunning ? [.cancel] : [])
  }

  private mutating func endOfInput() -> [Action] {
    leaving = leaving ?? .whenDone
    guard !isRunning else { return input == .script ? [] : [.print("(quitting when the current command finishes)")] }
    if input == .script, !hasRun {
      isRunning = true
      return [.run(["welcome"])]
    }
    return [.leave(code: exitCode)]
  }

  private mutating func mustEnd(_ code: Int32?) -> [Action] {
    // After a second signal, do not wait for the command; its guardian ends the processes it has started.
    if case .now(.some) = leaving, code != nil { return [.leave(code: code ?? worstCode)] }
    leaving = .now(code: code)
    return isRunning ? [.cancel] : [.leave(code: code ?? worstCode)]
  }

  /// A person has seen the result of each command; a script gets the highest of their codes.
  private var exitCode: Int32 { input == .script ? worstCode : 0 }
}
