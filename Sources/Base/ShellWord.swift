/// Quotes words of command lines that are to be pasted into a shell.
package enum ShellWord {
  /// The word unchanged if it is safe, otherwise in single quotes; one that cannot be shown becomes a command's output.
  package static func quoted(_ word: String) -> String {
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
    if word != word.harmless { return printed(word) }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }

  private static func printed(_ word: String) -> String {
    let text = word.keptBytes.map { byte in
      let isShown = (UInt8(ascii: " ")...UInt8(ascii: "~")).contains(byte) && !"\\'".utf8.contains(byte)
      let digits = String(byte, radix: 8)
      return isShown
        ? String(UnicodeScalar(byte)) : "\\0" + String(repeating: "0", count: 3 - digits.count) + digits
    }
    return "\"$(printf %b '\(text.joined())')\""
  }
}
