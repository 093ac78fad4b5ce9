internal import Glibc

/// How lines are read.
package enum LineReading: Sendable, Equatable {
  case edited
  case plain

  /// Plain if that is requested, if input or output is not a terminal, or if the terminal cannot move its cursor.
  package static func choose(
    isPlainWanted: Bool, environment: [String: String], areTerminals: Bool = isatty(0) == 1 && isatty(1) == 1
  ) -> LineReading {
    let isDumb = ["", "dumb", "unknown", "emacs"].contains(environment["TERM"] ?? "")
    return isPlainWanted || isDumb || !areTerminals ? .plain : .edited
  }
}
