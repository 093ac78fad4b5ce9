package import Base

/// A text in the part of Markdown that lessons are written in: headings, paragraphs, lists, code.
package struct ReadingText: Sendable, Equatable {
  enum Block: Sendable, Equatable {
    case heading(level: Int, String)
    case paragraph(String)
    case item(String)
    case code([String])
  }

  let blocks: [Block]

  init(blocks: [Block]) {
    self.blocks = blocks
  }

  package init(markdown: String) {
    var parser = ReadingTextParser()
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) { parser.take(String(line)) }
    blocks = parser.finish()
  }

  /// The part for learners of one track: without the sections whose headings name another one of `all`, as in "Ways to
  /// fix it (Swift)".
  package func part(for track: TrackLayout, of all: [TrackLayout]) -> ReadingText {
    var isKept = true
    return ReadingText(
      blocks: blocks.compactMap { block in
        guard case .heading(let level, let text) = block else { return isKept ? block : nil }
        let owner = all.first { text.hasSuffix(" (\($0.title))") }
        isKept = owner == nil || owner == track
        guard let owner, isKept else { return isKept ? block : nil }
        return .heading(level: level, String(text.dropLast(" (\(owner.title))".count)))
      })
  }

  /// The whole text, in that style.
  package func whole(_ style: Style) -> String {
    Self.join(blocks, style)
  }

  static func join(_ blocks: [Block], _ style: Style) -> String {
    var text = ""
    for (index, block) in blocks.enumerated() {
      if index > 0 { text += block.isItem && blocks[index - 1].isItem ? "\n" : "\n\n" }
      text += block.text(style)
    }
    return text
  }
}

extension ReadingText.Block {
  fileprivate var isItem: Bool {
    if case .item = self { true } else { false }
  }

  fileprivate func text(_ style: Style) -> String {
    switch self {
    case .heading(let level, let text):
      // Without colors and bold, the number signs mark a heading.
      style.wrap(style.hasColor ? style.paint(text, .bold) : "\(String(repeating: "#", count: level)) \(text)")
    case .paragraph(let text): style.wrap(text)
    case .item(let text): "- " + style.wrap(text, indent: 2).dropFirst(2)
    case .code(let lines): lines.map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n")
    }
  }
}
