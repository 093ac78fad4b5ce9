/// Quotes words of command lines that are to be pasted into a shell.
package enum ShellWord {
  /// The word unchanged if it is safe, otherwise in quotes that bash and its relatives understand.
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
    if isPlain { return word }
    return word.harmless == word ? "'" + word.replacing("'", with: "'\\''") + "'" : escaped(word)
  }

  /// With everything that could control the terminal as an escape sequence of the shell.
  private static func escaped(_ word: String) -> String {
    let letters = word.unicodeScalars.map { scalar in
      if scalar == "'" || scalar == "\\" { return "\\\(scalar)" }
      let letter = String(scalar)
      return letter.harmless == letter ? letter : letter.utf8.map { "\\\(String($0, radix: 8).octal)" }.joined()
    }
    return "$'" + letters.joined() + "'"
  }
}

extension String {
  /// Three octal digits.
  fileprivate var octal: String { String(repeating: "0", count: 3 - count) + self }
}
