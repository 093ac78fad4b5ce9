internal import Foundation

/// Commands and paths in messages, such that they can be pasted into a shell.
enum CommandText {
  /// This program as the user called it.
  static var program: String { quoted(CommandLine.arguments.first ?? "pitfall") }

  static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "-_./=:+,@%".utf8.contains(byte)
        }
      }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }

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
