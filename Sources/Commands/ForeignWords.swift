internal import Base

/// Words of a command line that are not UTF-8.
enum ForeignWords {
  private static let option = "--module"

  /// Throws unless each of them is the path of a module, because other files would be made under another name.
  static func refuse(_ words: [String]) throws {
    for (index, word) in words.enumerated() where word.hasForeignBytes {
      guard index > 0 && words[index - 1] == option || word.hasPrefix(option + "=") else {
        throw UsageError(
          description: "'\(word)' is not UTF-8, and only the path of a module need not be. "
            + "Choose a name in UTF-8, or make a symbolic link that has one.")
      }
    }
  }
}
