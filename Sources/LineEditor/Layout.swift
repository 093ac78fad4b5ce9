internal import CLineEditor

/// Calculates where libedit draws a line and its cursor, by following its way of wrapping, because libedit cannot report
/// it.
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

  /// The position, relative to the start of the prompt, of the cursor before the scalar with index `cursor`.
  package func position(prompt: [Unicode.Scalar], line: [Unicode.Scalar], cursor: Int) -> Position {
    var position = Position()
    for scalar in prompt { advance(&position, Self.width(scalar)) }
    for scalar in line.prefix(cursor) { advance(&position, over: scalar) }
    // If a wide character after the cursor does not fit into the row, the cursor moves to the next row with it.
    if cursor < line.count, Self.width(line[cursor]) > 1, position.column + Self.width(line[cursor]) > columns {
      return Position(row: position.row + 1)
    }
    return position
  }

  private func advance(_ position: inout Position, over scalar: Unicode.Scalar) {
    switch scalar {
    case "\n":
      // In a history search, libedit draws the search below the line found, after a newline.
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
    // At the right margin, libedit immediately moves to the next row.
    if position.column >= columns { position = Position(row: position.row + 1) }
  }

  static func width(_ scalar: Unicode.Scalar) -> Int { max(0, Int(line_editor_width(wchar_t(scalar.value)))) }
  static func width(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + width($1) } }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool { line_editor_is_printable(wchar_t(scalar.value)) }

  /// The width of libedit's replacement: ^X, \U+1234 or \U+12345.
  private static func replacementWidth(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x100 && line_editor_is_control(wchar_t(scalar.value)) { return 2 }
    return scalar.value > 0xffff ? 8 : 7
  }
}

/// Sets the process's locale, which determines the width of characters and which ones are printable.
package func useLocale() { line_editor_set_locale() }
