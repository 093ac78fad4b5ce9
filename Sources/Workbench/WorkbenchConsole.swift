internal import LineEditor
internal import Presentation

/// Prints a command's output above the line being typed.
struct WorkbenchConsole: Console {
  private let lines: any LineSource
  private let events: AsyncStream<Session.Event>.Continuation
  private let screen: @Sendable () -> Session.Screen

  init(
    lines: any LineSource, events: AsyncStream<Session.Event>.Continuation,
    screen: @escaping @Sendable () -> Session.Screen
  ) {
    self.lines = lines
    self.events = events
    self.screen = screen
  }

  var style: Style { screen().style }

  func print(_ text: String) {
    // A module may print faster than a terminal shows.
    lines.print(text + "\n", waits: true)
  }

  func note(_ text: String) {
    say(text)
  }

  func progress(_ text: String?) {
    events.yield(.activity(text))
  }

  func show(_ text: ReadingText, isOffered: Bool) {
    events.yield(.text(text, isOffered: isOffered))
  }

  var canLendTerminal: Bool { true }

  func lendTerminal(_ work: @Sendable () async throws -> Void) async throws {
    try await lines.lend(work)
  }
}
