package enum TextWrap {
  /// `text` in lines of at most `width` columns, each with `indent` blanks before it; words are never cut.
  package static func wrap(_ text: String, width: Int, indent: Int) -> String {
    let pad = String(repeating: " ", count: indent)
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { wrapLine(String($0), width: width - indent) }
      .map { $0.isEmpty ? "" : pad + $0 }
      .joined(separator: "\n")
  }

  /// Lines that begin with a blank are code or a log, and stay as they are.
  private static func wrapLine(_ line: String, width: Int) -> [String] {
    guard line.count > width, !line.hasPrefix(" ") else { return [line] }
    var lines: [String] = []
    var current = ""
    for word in line.split(separator: " ") {
      if !current.isEmpty && current.count + 1 + word.count > width {
        lines.append(current)
        current = ""
      }
      current += (current.isEmpty ? "" : " ") + word
    }
    return lines + [current]
  }
}
