/// Splits a line into words as a shell does: quotes keep spaces together, a backslash escapes the next character.
package enum CommandWords {
  package static func split(_ line: String) throws -> [String] {
    let scanned = scan(line)
    guard let quote = scanned.openQuote else { return scanned.words }
    throw CommandWordsError.openQuote(quote)
  }

  /// For completion: the words before the one being typed, and that unfinished word.
  package static func unfinished(_ line: String) -> (before: [String], last: String, typedLength: Int) {
    let scanned = scan(line)
    guard scanned.isInWord else { return (scanned.words, "", 0) }
    return (scanned.words.dropLast(), scanned.words.last ?? "", scanned.lengthOfLast)
  }

  private struct Scanned {
    var words: [String] = []
    var openQuote: Character?
    var isInWord = false
    /// Counted as it was typed, with quotes and backslashes.
    var lengthOfLast = 0
  }

  private static func scan(_ line: String) -> Scanned {
    var scanned = Scanned()
    var word = ""
    var isEscaped = false
    for letter in line {
      if scanned.isInWord { scanned.lengthOfLast += 1 }
      let isPlain = scanned.openQuote == nil && !isEscaped
      if isPlain && letter.isWhitespace {
        if scanned.isInWord { scanned.words.append(word) }
        word = ""
        scanned.isInWord = false
        continue
      }
      if !scanned.isInWord { scanned.lengthOfLast = 1 }
      scanned.isInWord = true
      if isEscaped {
        word.append(letter)
        isEscaped = false
      } else if letter == "\\" && scanned.openQuote != "'" {
        isEscaped = true
      } else if letter == scanned.openQuote {
        scanned.openQuote = nil
      } else if scanned.openQuote == nil && (letter == "'" || letter == "\"") {
        scanned.openQuote = letter
      } else {
        word.append(letter)
      }
    }
    if scanned.isInWord { scanned.words.append(word) }
    return scanned
  }
}

package enum CommandWordsError: Error, Equatable, CustomStringConvertible {
  case openQuote(Character)

  package var description: String {
    switch self {
    case .openQuote(let quote): "Unclosed quote \(quote): add the closing one, or put \\ before it."
    }
  }
}
