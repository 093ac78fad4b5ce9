internal import Base
internal import Foundation

/// Commands and paths in messages, such that they can be pasted into a shell.
enum CommandText {
  /// This program as the user called it.
  static var program: String { ShellWord.quoted(CommandLine.arguments.first ?? "pitfall") }

  /// With words of more than a thousand characters cut: nobody would read them.
  static func shortened(_ sentence: String) -> String {
    let limit = 1_000
    guard sentence.count > limit else { return sentence }
    return sentence.split(separator: " ", omittingEmptySubsequences: false)
      .map { $0.count > limit ? $0.prefix(limit) + "..." : $0 }.joined(separator: " ")
  }

  /// A path as short as it can be said from here.
  static func relative(_ path: String) -> String {
    let here = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
  }
}
