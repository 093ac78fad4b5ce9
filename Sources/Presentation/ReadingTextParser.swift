/// Parses Markdown line by line.
struct ReadingTextParser {
  private var blocks: [ReadingText.Block] = []
  private var isFenced = false
  /// A blank line can be a part of code; it ends every other block.
  private var isAfterBlank = true

  mutating func take(_ line: String) {
    defer { isAfterBlank = line.isBlank && !isFenced }
    if line.hasPrefix("```") {
      isFenced.toggle()
      if isFenced { blocks.append(.code([])) }
    } else if isFenced {
      addCode(line)
    } else if line.isBlank {
      return
    } else if line.hasPrefix("    ") {
      if case .code? = blocks.last {
        if isAfterBlank { addCode("") }
      } else {
        blocks.append(.code([]))
      }
      addCode(String(line.dropFirst(4)))
    } else if line.hasPrefix("#") {
      let level = line.prefix { $0 == "#" }.count
      blocks.append(.heading(level: level, line.dropFirst(level).trimmed))
    } else if line.hasPrefix("- ") {
      blocks.append(.item(line.dropFirst(2).trimmed))
    } else {
      addWords(line[...].trimmed)
    }
  }

  func finish() -> [ReadingText.Block] { blocks }

  private mutating func addCode(_ line: String) {
    guard case .code(let lines)? = blocks.popLast() else { return }
    blocks.append(.code(lines + [line]))
  }

  private mutating func addWords(_ marked: String) {
    let words = marked.replacing("**", with: "")
    switch isAfterBlank ? nil : blocks.last {
    case .paragraph(let text): blocks[blocks.count - 1] = .paragraph(text + " " + words)
    case .item(let text): blocks[blocks.count - 1] = .item(text + " " + words)
    default: blocks.append(.paragraph(words))
    }
  }
}

extension String {
  fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
