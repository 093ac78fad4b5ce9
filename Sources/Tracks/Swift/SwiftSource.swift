/// The text of a Swift file as far as it takes to tell where a piece of code ends.
struct SwiftSource: SourceCode {
  /// The lines without comments and without what stands in quotation marks.
  let code: [Substring]

  init(_ lines: [String]) {
    code = Self.code(lines.joined(separator: "\n")).split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// The lines of the statement or declaration that begins on this line, counted from 1.
  func extent(from line: Int) -> ClosedRange<Int> {
    var depth = 0
    for number in line...max(line, code.count) where code.indices.contains(number - 1) {
      for letter in code[number - 1] {
        if "([{".contains(letter) { depth += 1 }
        if ")]}".contains(letter) { depth -= 1 }
        if depth < 0 { return line...number }
      }
      if depth == 0 && !continues(after: number) { return line...number }
    }
    return line...max(line, code.count)
  }

  private func continues(after number: Int) -> Bool {
    let this = code[number - 1].trimmed
    if let last = this.last, ",=:([{".contains(last) || this.hasSuffix("->") { return true }
    guard let next = code[number...].lazy.map(\.trimmed).first(where: { !$0.isEmpty }) else { return false }
    return ".{)".contains(next.first ?? " ") || next.hasPrefix("where ") || next.hasPrefix("throws")
      || next.hasPrefix("async") || next.hasPrefix("->")
  }

  /// Where each of its names is declared.
  var declarations: [(name: String, lines: ClosedRange<Int>)] {
    code.enumerated().flatMap { index, text in
      text.matches(of: /\b(?:func|let|var|struct|class|enum|actor|extension|case|typealias)\s+([A-Za-z_]\w*)/).map {
        (String($0.1), extent(from: index + 1))
      }
    }
  }

  /// The lines of each middleware: what is passed to `use`, and each function that takes the rest of the chain.
  var middleware: [ClosedRange<Int>] {
    code.indices.filter { code[$0].contains(/\.use\b|\bNext\b|\bnext\s+in\b|\bfunc\b.*\bnext\b|:\s*Middleware\b/) }
      .map { extent(from: $0 + 1) }
  }

  /// Strings and comments become blanks; ends of lines stay.
  private static func code(_ text: String) -> String {
    var result = ""
    var rest = Substring(text)
    func blank(_ skipped: Substring) -> String { String(skipped.map { $0.isNewline ? "\n" : " " }) }
    while let letter = rest.first {
      let length: Int
      if rest.hasPrefix("//") {
        length = rest.prefix { !$0.isNewline }.count
      } else if rest.hasPrefix("/*") {
        length = commentLength(rest)
      } else if letter == "\"" || letter == "#" && rest.drop(while: { $0 == "#" }).first == "\"" {
        length = stringLength(rest)
      } else {
        result.append(letter)
        rest.removeFirst()
        continue
      }
      result += blank(rest.prefix(length))
      rest = rest.dropFirst(length)
    }
    return result
  }

  private static func commentLength(_ text: Substring) -> Int {
    var depth = 0
    var rest = text
    while !rest.isEmpty {
      if rest.hasPrefix("/*") {
        depth += 1
        rest = rest.dropFirst(2)
      } else if rest.hasPrefix("*/") {
        depth -= 1
        rest = rest.dropFirst(2)
        if depth == 0 { break }
      } else {
        rest = rest.dropFirst()
      }
    }
    return text.count - rest.count
  }

  private static func stringLength(_ text: Substring) -> Int {
    let marks = text.prefix { $0 == "#" }
    var rest = text.dropFirst(marks.count)
    let quote = rest.hasPrefix("\"\"\"") ? "\"\"\"" : "\""
    rest = rest.dropFirst(quote.count)
    let (end, escape) = (quote + marks, "\\" + marks)
    while !rest.isEmpty {
      if rest.hasPrefix(end) { return text.count - rest.count + end.count }
      if quote.count == 1, rest.first?.isNewline == true { break }
      if rest.hasPrefix(escape + "(") {
        rest = rest.dropFirst(escape.count)
        rest = rest.dropFirst(interpolationLength(rest))
      } else if rest.hasPrefix(escape) {
        rest = rest.dropFirst(escape.count + 1)
      } else {
        rest = rest.dropFirst()
      }
    }
    return text.count - rest.count
  }

  private static func interpolationLength(_ text: Substring) -> Int {
    var depth = 0
    var rest = text
    while let letter = rest.first {
      if letter == "\"" {
        rest = rest.dropFirst(stringLength(rest))
        continue
      }
      if letter == "(" { depth += 1 }
      if letter == ")" { depth -= 1 }
      rest = rest.dropFirst()
      if depth == 0 { break }
    }
    return text.count - rest.count
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    var rest = drop(while: \.isWhitespace)
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return rest
  }
}
