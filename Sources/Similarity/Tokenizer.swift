/// Cuts Python and Swift source into tokens; what is no source of either gives some tokens, too.
struct Tokenizer {
  private enum Kind {
    case name
    case number
    case string
    case sign
  }

  private struct Raw {
    let kind: Kind
    let text: String
    let line: Int
    /// The first of a line, outside of brackets.
    let isFirst: Bool
  }

  private let source: [Unicode.Scalar]
  private let language: SourceLanguage
  private var index = 0
  private var line = 1
  private var depth = 0
  private var isFirst = true
  private var raw: [Raw] = []

  private init(_ file: SourceText, limit: Int) {
    source = Array(file.text.unicodeScalars.prefix(limit))
    language = file.language
  }

  /// The tokens of the first `limit` scalars.
  static func tokens(_ file: SourceText, limit: Int = 1_000_000) -> [SourceToken] {
    var tokenizer = Tokenizer(file, limit: limit)
    tokenizer.scan()
    return tokenizer.normalized()
  }

  // MARK: - Scanning

  private mutating func scan() {
    while let scalar = peek() {
      if scalar == "\n" {
        line += 1
        index += 1
        if depth == 0 { isFirst = true }
      } else if scalar.properties.isWhitespace {
        index += 1
      } else if !skipComment(), !scanString() {
        scanWord(scalar)
      }
    }
  }

  private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
    index + offset < source.count ? source[index + offset] : nil
  }

  private func begins(_ text: String, at offset: Int = 0) -> Bool {
    text.unicodeScalars.enumerated().allSatisfy { peek(offset + $0.offset) == $0.element }
  }

  private mutating func add(_ kind: Kind, _ text: String, at line: Int) {
    raw.append(Raw(kind: kind, text: text, line: line, isFirst: isFirst))
    isFirst = false
  }

  private mutating func skipComment() -> Bool {
    switch language {
    case .python: guard begins("#") else { return false }
    case .swift:
      if begins("/*") {
        skipBlockComment()
        return true
      }
      guard begins("//") else { return false }
    }
    while let scalar = peek(), scalar != "\n" { index += 1 }
    return true
  }

  private mutating func skipBlockComment() {
    var open = 0
    repeat {
      if begins("/*") {
        open += 1
        index += 2
      } else if begins("*/") {
        open -= 1
        index += 2
      } else {
        step()
      }
    } while open > 0 && index < source.count
  }

  private mutating func step() {
    if peek() == "\n" { line += 1 }
    index += 1
  }

  /// False when no string begins here.
  private mutating func scanString() -> Bool {
    var offset = 0
    var isRaw = false
    switch language {
    case .python:
      while offset < 3, let scalar = peek(offset), "rRbBfFuUtT".unicodeScalars.contains(scalar) {
        if scalar == "r" || scalar == "R" { isRaw = true }
        offset += 1
      }
      guard let quote = peek(offset), quote == "\"" || quote == "'" else { return false }
    case .swift:
      while peek(offset) == "#" { offset += 1 }
      guard peek(offset) == "\"" else { return false }
      isRaw = offset > 0
    }
    let first = line
    let quote = String(source[index + offset])
    let isLong = begins(quote + quote + quote, at: offset)
    let hashes = language == .swift ? String(repeating: "#", count: offset) : ""
    let end = (isLong ? quote + quote + quote : quote) + hashes
    index += offset + (isLong ? 3 : 1)
    while index < source.count, !begins(end) {
      if peek() == "\n", !isLong { break }
      if peek() == "\\", !isRaw || language == .python {
        step()
        if language == .swift, peek() == "(" {
          skipInterpolation()
          continue
        }
      }
      if index < source.count { step() }
    }
    if begins(end) { index += end.unicodeScalars.count }
    add(.string, "\"", at: first)
    return true
  }

  /// What stands in the string counts as part of it, quotes included.
  private mutating func skipInterpolation() {
    var open = 0
    repeat {
      if peek() == "(" { open += 1 }
      if peek() == ")" { open -= 1 }
      step()
    } while open > 0 && index < source.count && peek() != "\n"
  }

  private mutating func scanWord(_ scalar: Unicode.Scalar) {
    let start = index
    if isNameStart(scalar) {
      while let next = peek(), isNameStart(next) || next.properties.numericType != nil { index += 1 }
      add(.name, text(from: start), at: line)
    } else if ("0"..."9").contains(scalar) {
      while let next = peek(), isNameStart(next) || ("0"..."9").contains(next) || isPoint(next) { index += 1 }
      add(.number, "0", at: line)
    } else {
      if "([{".unicodeScalars.contains(scalar) { depth += 1 }
      if ")]}".unicodeScalars.contains(scalar) { depth = max(depth - 1, 0) }
      // Braces hold statements in Swift.
      if language == .swift { depth = 0 }
      index += 1
      while let next = peek(), isOperator(scalar), isOperator(next), index - start < 3 { index += 1 }
      add(.sign, text(from: start), at: line)
    }
  }

  private func text(from start: Int) -> String { String(String.UnicodeScalarView(source[start..<index])) }

  private func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic || scalar == "`" || scalar == "$"
  }

  private func isPoint(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "." && peek(1).map { ("0"..."9").contains($0) } == true
  }

  private func isOperator(_ scalar: Unicode.Scalar) -> Bool { "=<>!+-*/%&|^~?:".unicodeScalars.contains(scalar) }

  // MARK: - What a copy can change at no cost

  private func normalized() -> [SourceToken] {
    let keywords = language.keywords
    let own = ownNames()
    var tokens: [SourceToken] = []
    for (position, token) in raw.enumerated() {
      let next = position + 1 < raw.count ? raw[position + 1] : nil
      switch token.kind {
      case .string:
        // A text that no one uses is a comment.
        if language == .python, token.isFirst, next?.isFirst ?? true { continue }
        tokens.append(SourceToken(word: "\"", line: token.line))
      case .number: tokens.append(SourceToken(word: "0", line: token.line))
      case .sign:
        // Formatters add and remove these.
        if token.text == ";" || token.text == "," && next.map({ ")]}".contains($0.text) }) == true { continue }
        tokens.append(SourceToken(word: token.text, line: token.line))
      case .name:
        let isMember = position > 0 && raw[position - 1].text == "."
        let isFixed = keywords.contains(token.text) || isMember && !own.contains(token.text)
        tokens.append(SourceToken(word: isFixed ? token.text : "a", line: token.line))
      }
    }
    return tokens
  }

  /// The names that the file gives, which a copy can change; members of libraries it cannot.
  private func ownNames() -> Set<String> {
    let definers = language.definers
    var names = Set<String>()
    for (position, token) in raw.enumerated() where token.kind == .name {
      let before = position > 0 ? raw[position - 1].text : ""
      let after = position + 1 < raw.count ? raw[position + 1].text : ""
      if definers.contains(before) || after == "=" || after == ":" { names.insert(token.text) }
    }
    return names
  }
}
