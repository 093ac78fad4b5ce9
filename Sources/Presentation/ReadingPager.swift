/// Gives a text away a screen at a time.
package struct ReadingPager: Sendable {
  private var rest: [ReadingText.Block]
  /// As many blocks of `rest` are higher than a screen, and are shown in parts,
  private var partBlocks = 0
  /// of which so many lines have been shown.
  private var shownLines = 0

  package init(_ text: ReadingText) {
    rest = text.blocks
  }

  package var isAtEnd: Bool { rest.isEmpty }

  /// That of the next screen, when it begins with one.
  package var heading: String? {
    guard partBlocks == 0, case .heading(_, let text)? = rest.first else { return nil }
    return text
  }

  /// The next screen of at most `rows` lines.
  package mutating func next(rows: Int, _ style: Style) -> String {
    let rows = max(rows, 3)
    if partBlocks > 0 { return nextPart(rows, style) }
    var count = min(1, rest.count)
    while count < rest.count, height(count + 1, style) <= rows {
      // A section begins a screen, unless that would leave most of this one empty.
      let isSection = rest[count].isHeading && !rest[count - 1].isHeading
      if isSection && height(count, style) * 2 >= rows { break }
      count += 1
    }
    // A heading alone at the end of a screen belongs to what follows it.
    while count > 0, count < rest.count, rest[count - 1].isHeading { count -= 1 }
    if count == 0 || height(count, style) > rows {
      partBlocks = (rest.firstIndex { !$0.isHeading } ?? rest.count - 1) + 1
      return nextPart(rows, style)
    }
    defer { rest.removeFirst(count) }
    return ReadingText.join(Array(rest.prefix(count)), style)
  }

  private mutating func nextPart(_ rows: Int, _ style: Style) -> String {
    let lines = lines(partBlocks, style)
    let part = lines.dropFirst(shownLines).prefix(rows)
    shownLines += part.count
    if shownLines >= lines.count {
      rest.removeFirst(partBlocks)
      (partBlocks, shownLines) = (0, 0)
    }
    return part.joined(separator: "\n")
  }

  private func lines(_ count: Int, _ style: Style) -> [Substring] {
    ReadingText.join(Array(rest.prefix(count)), style).split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// Lines that are wider than the screen take more than one row.
  private func height(_ count: Int, _ style: Style) -> Int {
    lines(count, style).map { max(($0.count + style.width - 1) / style.width, 1) }.reduce(0, +)
  }
}

extension ReadingText.Block {
  fileprivate var isHeading: Bool {
    if case .heading = self { true } else { false }
  }
}
