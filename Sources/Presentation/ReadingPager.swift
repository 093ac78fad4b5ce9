/// Gives a text away a screen at a time.
package struct ReadingPager: Sendable {
  private var rest: [ReadingText.Block]
  /// Of the first block of `rest`, shown already, because that block alone is higher than a screen.
  private var shownLines = 0

  package init(_ text: ReadingText) {
    rest = text.blocks
  }

  package var isAtEnd: Bool { rest.isEmpty }

  /// That of the next screen, when it begins with one.
  package var heading: String? {
    guard shownLines == 0, case .heading(_, let text)? = rest.first else { return nil }
    return text
  }

  /// The next screen of at most `rows` lines.
  package mutating func next(rows: Int, _ style: Style) -> String {
    let rows = max(rows, 3)
    if shownLines > 0 { return nextPart(rows, style) }
    var count = min(1, rest.count)
    while count < rest.count, height(count + 1, style) <= rows {
      // A section begins a screen, unless that would leave most of this one empty.
      let isSection = rest[count].isHeading && !rest[count - 1].isHeading
      if isSection && height(count, style) * 2 >= rows { break }
      count += 1
    }
    guard count > 1 || height(1, style) <= rows else { return nextPart(rows, style) }
    // A heading alone at the end of a screen belongs to what follows it.
    if count > 1, count < rest.count, rest[count - 1].isHeading { count -= 1 }
    defer { rest.removeFirst(count) }
    return ReadingText.join(Array(rest.prefix(count)), style)
  }

  private mutating func nextPart(_ rows: Int, _ style: Style) -> String {
    let lines = lines(1, style)
    let part = lines.dropFirst(shownLines).prefix(rows)
    shownLines += part.count
    if shownLines >= lines.count {
      rest.removeFirst()
      shownLines = 0
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
