/// The text of a Python file as far as it takes to tell statements and blocks.
struct PythonSource: SourceCode {
  let code: [Substring]
  /// The texts in quotation marks, each with the line where it begins.
  let literals: [(text: String, line: Int)]
  /// The lines of each statement; of a compound one, those of its head.
  let statements: [ClosedRange<Int>]

  init(_ lines: [String]) {
    var scanner = Scanner(lines.joined(separator: "\n"))
    scanner.run()
    code = scanner.code.split(separator: "\n", omittingEmptySubsequences: false)
    literals = scanner.literals
    statements = Self.statements(code)
  }

  private static func statements(_ code: [Substring]) -> [ClosedRange<Int>] {
    var result: [ClosedRange<Int>] = []
    var (start, depth) = (1, 0)
    for (index, text) in code.enumerated() {
      for letter in text {
        if "([{".contains(letter) { depth += 1 }
        if ")]}".contains(letter) { depth -= 1 }
      }
      if depth > 0 || text.hasSuffix("\\") { continue }
      depth = 0
      result.append(start...index + 1)
      start = index + 2
    }
    return result
  }

  var declarations: [(name: String, lines: ClosedRange<Int>)] {
    statements.compactMap { statement in
      let head = code[statement.lowerBound - 1]
      if let match = head.prefixMatch(of: /\s*(?:async\s+)?(?:def|class)\s+([A-Za-z_]\w*)/) {
        return (String(match.1), block(at: statement))
      }
      return head.prefixMatch(of: /([A-Za-z_]\w*)\s*(?::[^=]*)?=(?!=)/).map { (String($0.1), statement) }
    }
  }

  /// A compound statement with everything that is indented below it.
  func block(at head: ClosedRange<Int>) -> ClosedRange<Int> {
    let indent = code[head.lowerBound - 1].indent
    var end = head.upperBound
    for statement in statements where statement.lowerBound > end {
      let text = code[statement.lowerBound - 1]
      if text.allSatisfy(\.isWhitespace) { continue }
      if text.indent <= indent { break }
      end = statement.upperBound
    }
    return head.lowerBound...end
  }

  func statement(of line: Int) -> ClosedRange<Int>? { statements.first { $0.contains(line) } }

  /// The decorated function, from its first decorator that is given; nil for another statement.
  func function(decoratedBy statement: ClosedRange<Int>) -> ClosedRange<Int>? {
    guard code[statement.lowerBound - 1].drop(while: \.isWhitespace).hasPrefix("@") else { return nil }
    let heads = statements.drop { $0.lowerBound <= statement.upperBound }.drop { statement in
      let text = code[statement.lowerBound - 1].drop(while: \.isWhitespace)
      return text.isEmpty || text.hasPrefix("@")
    }
    return heads.first.map { statement.lowerBound...block(at: $0).upperBound }
  }

  private struct Scanner {
    private(set) var code = ""
    private(set) var literals: [(text: String, line: Int)] = []
    private var rest: Substring
    private var line = 1

    init(_ text: String) {
      rest = Substring(text)
    }

    mutating func run() {
      while let letter = rest.first {
        if letter == "#" {
          rest = rest.drop { !$0.isNewline }
        } else if letter == "\"" || letter == "'" {
          takeLiteral(letter)
        } else {
          if letter.isNewline { line += 1 }
          code.append(letter)
          rest.removeFirst()
        }
      }
    }

    private mutating func takeLiteral(_ quote: Character) {
      let long = String(repeating: quote, count: 3)
      let end = rest.hasPrefix(long) ? long : String(quote)
      let start = line
      rest = rest.dropFirst(end.count)
      var text = ""
      code += "\"\""
      while let letter = rest.first, !rest.hasPrefix(end) {
        if letter.isNewline {
          if end.count == 1 { break }
          line += 1
          code.append("\n")
        }
        text.append(letter)
        rest.removeFirst()
        guard letter == "\\", let escaped = rest.first else { continue }
        if escaped.isNewline {
          line += 1
          code.append("\n")
        }
        text.append(escaped)
        rest.removeFirst()
      }
      if rest.hasPrefix(end) { rest = rest.dropFirst(end.count) }
      literals.append((text, start))
    }
  }
}

extension Substring {
  fileprivate var indent: Int { prefix { $0 == " " || $0 == "\t" }.count }
}
