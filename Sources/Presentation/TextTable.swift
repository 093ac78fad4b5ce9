/// Rows in columns that fit the screen; a text that is too wide for its column is wrapped within it.
struct TextTable {
  struct Column {
    let title: String
    var isNumber = false
    /// Whether its texts may be wrapped between words.
    var isBreakable = false
  }

  struct Cell {
    let text: String
    var color: Style.Color?
  }

  let columns: [Column]
  let rows: [[Cell]]

  func text(_ style: Style) -> String {
    let natural = widths
    // Columns move closer together before anything is wrapped.
    let gap = natural.reduce(0, +) + 2 * (columns.count - 1) <= style.width ? 2 : 1
    let widths = fitted(natural, style.width - gap * (columns.count - 1))
    let head = columns.map { Cell(text: $0.title, color: .dim) }
    return ([head] + rows).flatMap { lines($0, widths, gap, style) }.joined(separator: "\n")
  }

  private func lines(_ row: [Cell], _ widths: [Int], _ gap: Int, _ style: Style) -> [String] {
    let cells = zip(row, widths).map { cell, width in
      TextWrap.wrap(cell.text, width: width, indent: 0).split(separator: "\n").map(String.init)
    }
    return (0..<(cells.map(\.count).max() ?? 0)).map { line in
      var (text, blanks) = ("", 0)
      for (index, cell) in cells.enumerated() {
        let word = line < cell.count ? cell[line] : ""
        let room = max(widths[index] - word.count, 0)
        let isRight = columns[index].isNumber
        if !word.isEmpty {
          text += String(repeating: " ", count: blanks + (isRight ? room : 0))
          text += row[index].color.map { style.paint(word, $0) } ?? word
          blanks = 0
        }
        // No spaces at the end of a line.
        blanks += (word.isEmpty ? widths[index] : isRight ? 0 : room) + gap
      }
      return text
    }
  }

  /// The width of each column's widest text.
  private var widths: [Int] {
    columns.indices.map { index in
      max(columns[index].title.count, rows.map { $0[index].text.count }.max() ?? 0)
    }
  }

  /// If together they are too wide, the breakable ones get the width of their longest words, and share the rest.
  private func fitted(_ natural: [Int], _ width: Int) -> [Int] {
    var widths = natural
    let breakable = columns.indices.filter { columns[$0].isBreakable }
    for index in breakable {
      let words = rows.flatMap { $0[index].text.split(separator: " ") }.map(\.count)
      widths[index] = min(natural[index], max(columns[index].title.count, words.max() ?? 0))
    }
    for _ in 0..<max(width - widths.reduce(0, +), 0) {
      guard let widest = breakable.max(by: { natural[$0] - widths[$0] < natural[$1] - widths[$1] }) else { break }
      if widths[widest] < natural[widest] { widths[widest] += 1 }
    }
    return widths
  }
}
