internal import Foundation
package import LineEditor

/// What standard input and output are, and the way to read lines that suits them.
package struct Terminal: Sendable {
  /// Somebody sits there; otherwise commands come from a pipe or a file, or their results go to one.
  package let isInteractive: Bool
  private let canEdit: Bool
  private let environment: [String: String]

  /// One that is plain is never drawn on.
  package init(environment: [String: String], isPlain: Bool) {
    self.environment = environment
    isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
    let name = environment["TERM"] ?? ""
    canEdit = isInteractive && !isPlain && !name.isEmpty && name != "dumb"
  }

  package func lines(complete: @escaping @Sendable (String) -> Completion) throws -> any LineSource {
    guard canEdit else { return try PlainReader() }
    return try LineEditor(
      LineEditor.Configuration(
        program: "pitfall", historyPath: History.defaultPath(environment), complete: complete))
  }

  /// How many lines the screen has.
  package var rows: Int {
    var size = winsize()
    return ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_row > 0 ? Int(size.ws_row) : 24
  }
}
