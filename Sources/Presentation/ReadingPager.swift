/// Hands out a text one screen at a time.
package struct ReadingPager: Sendable {
  private var rest: [ReadingText.Block]
  /// How many blocks of `rest` are taller than a screen together, and so are shown in parts;
  private var partBlocks = 0
  /// how many of their lines have been shown.
  private var shownLines = 0
  package private(set) var shownScreens = 0

  package init(_ text: ReadingText) {
    rest = text.blocks
  }

  package var isAtEnd: Bool { rest.isEmpty }

  /// The heading that the next screen begins with; nil if it begins with something else.
  package var heading: String? {
    guard partBlocks == 0, case .heading(_, let text)? = rest.first else { return nil }
    return text
  }

  /// How many screens of at most `rows` lines are left.
  package func screensLeft(rows: Int, _ style: Style) -> Int {
    var pager = self
    var count = 0
    while !pager.isAtEnd {
      _ = pager.next(rows: rows, style)
      count += 1
    }
    return count
  }

  /// The next screen of at most `rows` lines.
  package mutating func next(rows: Int, _ style: Style) -> String {
    shownScreens += 1
    let rows = max(rows, 3)
    if partBlocks > 0 { return nextPart(rows, style) }
    var count = min(1, rest.count)
    while count < rest.count, height(count + 1, style) <= rows {
      // A section starts a new screen, unless that would leave most of this one empty.
      let isSection = rest[count].isHeading && !rest[count - 1].isHeading
      if isSection && height(count, style) * 2 >= rows { break }
      count += 1
    }
    if count > 0, startsLongBlock(after: count, rows, style) {
      partBlocks = count + 1
      return nextPart(rows, style)
    }
    // A heading at the end of a screen belongs to what follows it.
    while count > 0, count < rest.count, rest[count - 1].isHeading { count -= 1 }
    if count == 0 || height(count, style) > rows {
      partBlocks = (rest.firstIndex { !$0.isHeading } ?? rest.count - 1) + 1
      return nextPart(rows, style)
    }
    defer { rest.removeFirst(count) }
    return ReadingText.join(Array(rest.prefix(count)), style)
  }

  /// Whether the next block fits on no screen, while most of this one would stay empty without it.
  private func startsLongBlock(after count: Int, _ rows: Int, _ style: Style) -> Bool {
    guard count < rest.count, height(count, style) * 2 < rows else { return false }
    var next = self
    next.rest.removeFirst(count)
    return next.height(1, style) > rows
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

  /// In rows of the screen: a line that is wider than the screen takes several.
  private func height(_ count: Int, _ style: Style) -> Int {
    lines(count, style).map { max(($0.count + style.width - 1) / style.width, 1) }.reduce(0, +)
  }
}

extension ReadingText.Block {
  fileprivate var isHeading: Bool {
    if case .heading = self { true } else { false }
  }
}
