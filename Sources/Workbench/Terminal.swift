internal import Foundation
package import LineEditor

/// What standard input and output are, and the way to read lines that suits them.
package struct Terminal: Sendable {
  package let input: Session.Input
  private let environment: [String: String]

  /// One that is plain is never drawn on.
  package init(environment: [String: String], isPlain: Bool) {
    self.environment = environment
    let isTerminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
    input =
      switch LineReading.choose(isPlainWanted: isPlain, environment: environment) {
      case .edited: .editor
      case .plain: isTerminal ? .plainTerminal : .script
      }
  }

  package func lines(complete: @escaping @Sendable (String) -> Completion) throws -> any LineSource {
    guard input == .editor else { return try PlainReader() }
    return try LineEditor(
      LineEditor.Configuration(
        program: "pitfall", historyPath: History.defaultPath(environment), complete: complete))
  }

  /// True when the reader of a pipe has gone.
  package var isOutputClosed: Bool {
    var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
    return poll(&output, 1, 0) > 0 && output.revents & Int16(POLLERR | POLLNVAL) != 0
  }

  /// How many lines the screen has.
  package var rows: Int {
    var size = winsize()
    return ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_row > 0 ? Int(size.ws_row) : 24
  }
}
