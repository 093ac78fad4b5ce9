internal import Glibc

/// How lines are read here.
package enum LineReading: Sendable, Equatable {
  case edited
  case plain

  /// Plain when it is asked for (`--plain`, or ACCESSIBLE in the environment), and where an end is no terminal or the
  /// terminal cannot move its cursor.
  package static func choose(
    isPlainWanted: Bool, environment: [String: String], areTerminals: Bool = isatty(0) == 1 && isatty(1) == 1
  ) -> LineReading {
    let accessible = environment["ACCESSIBLE"].map { !["", "0", "false"].contains($0) } ?? false
    let isDumb = ["", "dumb", "unknown", "emacs"].contains(environment["TERM"] ?? "")
    return isPlainWanted || accessible || isDumb || !areTerminals ? .plain : .edited
  }
}
