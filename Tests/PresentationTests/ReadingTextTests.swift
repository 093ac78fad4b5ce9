import Presentation
import Testing
import Tracks

@Suite(.timeLimit(.minutes(10)))
struct ReadingTextTests {
  private let plain = Style(hasColor: false, hasUnicode: true, width: 30)

  private static let markdown = """
    # Title

    A paragraph that was
    broken elsewhere.
    - an item
      that goes on and on and on
    - another

        code stays

        as it is, however long a line of it may be
    Words after it.

    ## Section
    ```
    fenced
    ```
    """

  @Test("Paragraphs and items are wrapped to the screen, code is not")
  func wraps() {
    #expect(
      ReadingText(markdown: Self.markdown).whole(plain) == """
        # Title

        A paragraph that was broken
        elsewhere.

        - an item that goes on and on
          and on
        - another

            code stays

            as it is, however long a line of it may be

        Words after it.

        ## Section

            fenced
        """)
  }

  @Test("Where the terminal has bold, it marks a heading instead of its signs")
  func marksHeadings() {
    let colour = Style(hasColor: true, hasUnicode: true)
    #expect(ReadingText(markdown: "# Title").whole(colour) == "\u{1B}[1mTitle\u{1B}[0m")
  }

  private func screens(_ markdown: String, rows: Int, _ style: Style) -> [String] {
    var pager = ReadingPager(ReadingText(markdown: markdown))
    var screens: [String] = []
    while !pager.isAtEnd && screens.count < 100 { screens.append(pager.next(rows: rows, style)) }
    return screens
  }

  @Test("A section begins a new screen, unless most of the one before would stay empty")
  func breaksAtSections() {
    let style = Style(hasColor: false, hasUnicode: true)
    let screens = screens(Self.markdown, rows: 24, style)
    #expect(screens.count == 2 && screens.last == "## Section\n\n    fenced")
    #expect(self.screens(Self.markdown, rows: 50, style).count == 1)
  }

  @Test("All screens together are the whole text", arguments: [20, 30, 80, 200])
  func pages(width: Int) {
    let style = Style(hasColor: false, hasUnicode: true, width: width)
    let text = ReadingText(markdown: Self.markdown)
    for rows in 1...20 {
      let screens = screens(Self.markdown, rows: rows, style)
      func words(_ text: String) -> [Substring] { text.split(whereSeparator: \.isWhitespace) }
      #expect(words(screens.joined(separator: "\n")) == words(text.whole(style)))
    }
  }

  @Test("No screen is higher than its limit", arguments: 3...12)
  func fits(rows: Int) {
    let style = Style(hasColor: false, hasUnicode: true, width: 60)
    for screen in screens(Self.markdown, rows: rows, style) {
      #expect(screen.split(separator: "\n", omittingEmptySubsequences: false).count <= rows)
    }
  }

  @Test("A section for another track is left out, and so is the mark of one's own track")
  func choosesTrack() {
    let text = ReadingText(markdown: "# A\n\n## B (Swift)\n\nswift\n\n## B (FastAPI)\n\npython\n\n## C\n\nboth")
    #expect(text.part(for: .swift, of: [.swift, .fastapi]).whole(plain) == "# A\n\n## B\n\nswift\n\n## C\n\nboth")
    #expect(text.part(for: .fastapi, of: [.swift, .fastapi]).whole(plain) == "# A\n\n## B\n\npython\n\n## C\n\nboth")
  }

  @Test("Headings never fill a screen alone, however long the text below them is")
  func keepsHeadingsWithText() {
    let style = Style(hasColor: false, hasUnicode: true, width: 20)
    let markdown = "# A\n\n## B\n\n" + String(repeating: "word ", count: 40) + "\n\n## C\n\nend"
    for rows in 6...12 {
      #expect(screens(markdown, rows: rows, style).allSatisfy { $0.contains("word") || $0.contains("end") })
    }
  }

  @Test("Code that fits on no screen begins on the one before it if that would stay mostly empty")
  func beginsLongCode() {
    let style = Style(hasColor: false, hasUnicode: true, width: 60)
    let code = (1...30).map { "    line \($0)" }.joined(separator: "\n")
    let screens = screens("# Title\n\nFew words.\n\n\(code)\n\nend", rows: 12, style)
    #expect(screens.map { $0.split(separator: "\n", omittingEmptySubsequences: false).count } == [12, 12, 10, 1])
    #expect(screens[0].hasPrefix("# Title\n\nFew words.\n\n    line 1\n"))
    let half = (1...7).map { "Words \($0)." }.joined(separator: "\n\n")
    #expect(self.screens("\(half)\n\n\(code)", rows: 14, style).first == half)
  }

  @Test("An empty text has no screen")
  func isEmpty() {
    #expect(screens("\n\n", rows: 10, plain) == [])
  }
}
