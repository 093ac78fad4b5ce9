package enum TextWrap {
  /// `text` in lines of at most `width` columns, each indented by `indent` spaces; words are never cut.
  package static func wrap(_ text: String, width: Int, indent: Int) -> String {
    let pad = String(repeating: " ", count: indent)
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { wrapLine(String($0), width: width - indent) }
      .map { $0.isEmpty ? "" : pad + $0 }
      .joined(separator: "\n")
  }

  /// Lines that begin with a space are code or a log, and are left as they are.
  private static func wrapLine(_ line: String, width: Int) -> [String] {
    guard line.columns > width, !line.hasPrefix(" ") else { return [line] }
    var lines: [String] = []
    var current = ""
    for word in words(line) {
      if !current.isEmpty && current.columns + 1 + word.columns > width {
        lines.append(current)
        current = ""
      }
      current += (current.isEmpty ? "" : " ") + word
    }
    return lines + [current]
  }

  /// A command in backquotes is one word, because it is meant to be typed.
  private static func words(_ line: String) -> [String] {
    var words: [String] = []
    var isQuoted = false
    for word in line.split(separator: " ") {
      if isQuoted, let last = words.popLast() { words.append(last + " " + word) } else { words.append(String(word)) }
      if word.count(where: { $0 == "`" }) % 2 == 1 { isQuoted.toggle() }
    }
    return words
  }
}

extension StringProtocol {
  /// Its width on a screen, where color sequences take none.
  fileprivate var columns: Int {
    var columns = 0
    var isInSequence = false
    for letter in self {
      if letter == "\u{1B}" { isInSequence = true }
      if !isInSequence { columns += 1 }
      if letter == "m" { isInSequence = false }
    }
    return columns
  }
}

extension Style {
  /// The line, or if it is too long, its beginning and an ellipsis.
  func shortened(_ line: String, to width: Int) -> String {
    let sign = hasUnicode ? "…" : "..."
    return line.count > width ? String(line.prefix(max(width - sign.count, 0))) + sign : line
  }

  /// Prose wrapped to this style's width, each line indented by `indent` spaces.
  package func wrap(_ text: String, indent: Int = 0) -> String {
    TextWrap.wrap(text, width: textWidth, indent: indent)
  }
}
