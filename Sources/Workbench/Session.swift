package import Presentation

/// What the workbench does next, decided by what happens: without input, output or a clock of its own.
package struct Session: Sendable {
  package enum Event: Sendable, Equatable {
    case line(String)
    case endOfInput
    case interrupt
    /// A key that stands for a command and leaves the half-typed line alone.
    case shortcut(String)
    /// What the running command is doing.
    case activity(String?)
    /// A text to read; one that is offered is shown when it is asked for.
    case text(ReadingText, isOffered: Bool)
    case finished(code: Int32)
    /// The window has another size.
    case resized
    /// A signal, or nobody reads any more.
    case mustEnd(code: Int32?)
  }

  package enum Action: Sendable, Equatable {
    case run([String])
    case cancel
    case print(String)
    /// Says what is wrong with a line.
    case complain(String)
    case prompt(activity: String?)
    /// Lets the next line be typed.
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
    /// Somebody types, above whose line what happens can be printed.
    case editor
    /// Somebody types into a screen that nothing is ever taken off again.
    case plainTerminal
    /// A pipe or a file.
    case script
  }

  private static let offer = "Enter shows the lesson's text, a screen at a time."
  private let input: Input
  private var isRunning = false
  private var hasRun = false
  /// As it is from the start.
  private var isTyping = true
  private var activity: String?
  private var waiting: [String] = []
  private var pager: ReadingPager?
  private var worstCode: Int32 = 0
  /// Set once it is over: what runs is still waited for.
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
      return [.print(screen.style.paint("(waits for its turn)", .dim))] + prompt()
    }
    return run(line, screen)
  }

  private mutating func run(_ line: String, _ screen: Screen) -> [Action] {
    // A script may say what it does.
    if line.first(where: { !$0.isWhitespace }) == "#" { return goOn(screen) }
    do {
      let words = try CommandWords.split(line)
      guard let command = words.first else { return nextScreen(screen) + prompt() }
      if Self.leaves(command) {
        guard words.count > 1 else { return [.leave(code: exitCode)] }
        worstCode = max(worstCode, 64)
        return [.complain("`\(command)` stands alone: it takes no words behind it.")] + goOn(screen)
      }
      // Enter goes on with a text only as long as nothing else was asked for.
      pager = nil
      isRunning = true
      hasRun = true
      activity = nil
      return [.run(words)]
    } catch {
      worstCode = max(worstCode, 64)
      return [.complain("\(error)")] + goOn(screen)
    }
  }

  private static func leaves(_ word: String) -> Bool {
    word == "exit" || !word.isEmpty && "quit".hasPrefix(word)
  }

  private mutating func nextScreen(_ screen: Screen) -> [Action] {
    guard var pager else { return [] }
    var text = pager.next(rows: screen.rows - 3, screen.style)
    if !pager.isAtEnd {
      text +=
        "\n" + screen.style.wrap(screen.style.paint("Enter shows more\(pager.heading.map { ": \($0)" } ?? "").", .dim))
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
    // What it did last stands there until it has ended; a prompt as if nothing ran would be wrong.
    guard let text else { return [] }
    activity = text
    // A command that takes its time lets the next line be typed meanwhile; a quick one is not worth a prompt.
    return prompt()
  }

  private mutating func finished(_ code: Int32, _ screen: Screen) -> [Action] {
    isRunning = false
    activity = nil
    // What was cancelled because it is over says nothing of its own.
    if case .now = leaving {} else { worstCode = max(worstCode, code) }
    return goOn(screen)
  }

  /// With the next line that waits, or with the end, or with the prompt.
  private mutating func goOn(_ screen: Screen) -> [Action] {
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
    guard !isRunning else { return input == .script ? [] : [.print("(leaves when that has ended)")] }
    if input == .script, !hasRun {
      isRunning = true
      return [.run(["welcome"])]
    }
    return [.leave(code: exitCode)]
  }

  private mutating func mustEnd(_ code: Int32?) -> [Action] {
    // Who asks twice does not want to wait for what runs; its guardian ends what it has started.
    if case .now(.some) = leaving, code != nil { return [.leave(code: code ?? worstCode)] }
    leaving = .now(code: code)
    return isRunning ? [.cancel] : [.leave(code: code ?? worstCode)]
  }

  /// Somebody who types has seen how each command went; a script gets to know the worst of them.
  private var exitCode: Int32 { input == .script ? worstCode : 0 }
}
