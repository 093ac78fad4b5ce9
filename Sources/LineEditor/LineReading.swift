internal import Glibc

/// How lines are read here.
package enum LineReading: Sendable, Equatable {
  case edited
  case plain

  /// Plain when that is asked for, and where an end is no terminal or the terminal cannot move its cursor.
  package static func choose(
    isPlainWanted: Bool, environment: [String: String], areTerminals: Bool = isatty(0) == 1 && isatty(1) == 1
  ) -> LineReading {
    let isDumb = ["", "dumb", "unknown", "emacs"].contains(environment["TERM"] ?? "")
    return isPlainWanted || isDumb || !areTerminals ? .plain : .edited
  }
}
