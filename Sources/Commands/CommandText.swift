internal import Base
internal import Files

/// Commands and paths in messages, ready to be pasted into a shell.
package enum CommandText {
  /// This program as the user called it.
  static var program: String { ShellWord.quoted(Program.arguments.first ?? "pitfall") }

  /// With every word cut to a thousand characters, because no one would read more.
  package static func shortened(_ sentence: String) -> String {
    let limit = 1_000
    guard sentence.count > limit else { return sentence }
    return sentence.split(separator: " ", omittingEmptySubsequences: false)
      .map { $0.count > limit ? $0.prefix(limit) + "..." : $0 }.joined(separator: " ")
  }

  /// The path relative to the current folder if it is below it, else unchanged.
  package static func relative(_ path: String) -> String {
    guard let here = Path.current.map({ Path.joined($0, "") }), path.hasPrefix(here) else { return path }
    return String(path.dropFirst(here.count))
  }
}
