internal import CLineEditor

/// Where libedit puts what it draws: it has no call that tells, so its way to wrap is followed here.
package struct Layout {
  package struct Position: Equatable {
    package var row: Int
    package var column: Int

    package init(row: Int = 0, column: Int = 0) {
      self.row = row
      self.column = column
    }
  }

  private let columns: Int

  package init(columns: Int) {
    self.columns = columns
  }

  /// Where the cursor stands, from the prompt's first cell, before the scalar with the number `cursor` of `line`.
  package func position(prompt: [Unicode.Scalar], line: [Unicode.Scalar], cursor: Int) -> Position {
    var position = Position()
    for scalar in prompt { advance(&position, Self.width(scalar)) }
    for scalar in line.prefix(cursor) { advance(&position, over: scalar) }
    // A wide character that does not fit behind the cursor takes it along to the next row.
    if cursor < line.count, Self.width(line[cursor]) > 1, position.column + Self.width(line[cursor]) > columns {
      return Position(row: position.row + 1)
    }
    return position
  }

  private func advance(_ position: inout Position, over scalar: Unicode.Scalar) {
    switch scalar {
    case "\n":
      // The line of a search stands below the line that it found.
      position = Position(row: position.row + 1)
    case "\t":
      repeat { advance(&position, 1) } while position.column % 8 != 0
    default:
      guard !Self.isPrintable(scalar) else { return advance(&position, Self.width(scalar)) }
      for _ in 0..<Self.replacementWidth(scalar) { advance(&position, 1) }
    }
  }

  private func advance(_ position: inout Position, _ width: Int) {
    if position.column + width > columns { position = Position(row: position.row + 1) }
    position.column += width
    // At the right margin libedit goes to the next row at once.
    if position.column >= columns { position = Position(row: position.row + 1) }
  }

  static func width(_ scalar: Unicode.Scalar) -> Int { max(0, Int(line_editor_width(wchar_t(scalar.value)))) }
  static func width(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + width($1) } }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool { line_editor_is_printable(wchar_t(scalar.value)) }

  /// ^X, \U+1234 or \U+12345.
  private static func replacementWidth(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x100 && line_editor_is_control(wchar_t(scalar.value)) { return 2 }
    return scalar.value > 0xffff ? 8 : 7
  }
}

/// Widths and what can be printed are the locale's.
package func useLocale() { line_editor_set_locale() }
