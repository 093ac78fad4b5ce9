/// The visible contents of a terminal at one moment.
package struct TerminalScreen: Sendable, Equatable {
  /// From top to bottom, without trailing spaces.
  package let rows: [String]
  /// For each row, one letter per column: `b` for bold, `r` for reversed, otherwise the color's first letter, or a dot.
  package let styles: [String]
  /// The cursor's column, from 0; equal to the number of columns when the cursor is after the last one.
  package let x: Int
  package let y: Int
  package let columns: Int

  package var text: String { rows.joined(separator: "\n") }
  /// The rows down to the last one that is not blank.
  package var filled: [String] { Array(rows.prefix(rows.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 0)) }
  /// The row of the cursor.
  package var line: String { rows[y] }
}

extension TerminalScreen: CustomStringConvertible {
  package var description: String {
    "\(rows.map { "│\($0)" }.joined(separator: "\n"))\n└ cursor at column \(x) of row \(y), \(columns) columns wide"
  }
}
