internal import Files
internal import Foundation
package import LineEditor

/// What standard input and output are connected to, and the matching way to read lines.
package struct Terminal: Sendable {
  package let input: Session.Input
  private let environment: [String: String]

  /// On a plain terminal, nothing that was printed is ever redrawn.
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

  /// True if standard output is a pipe whose reader has closed it.
  package var isOutputClosed: Bool {
    var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
    return poll(&output, 1, 0) > 0 && output.revents & Int16(POLLERR | POLLNVAL) != 0
  }

  /// The height of the screen in lines; 24 if unknown.
  package var rows: Int { WindowSize(of: STDOUT_FILENO).rows ?? 24 }
}
