/// A table of a lesson's database, with what its rows are filled with.
package struct DatabaseTable: Sendable {
  /// What a column's values are like.
  package enum ValueKind: String, Sendable, CaseIterable {
    /// Whole numbers with gaps between them, not in the order of insertion.
    case id
    /// An ASCII word that no other row has.
    case word
    /// One of a few first names, so that they repeat.
    case name
    /// A long secret of letters in both cases and digits.
    case token
    /// A private sentence that no other row has.
    case sentence
    /// Some 200 bytes.
    case bytes
  }

  package struct Column: Sendable {
    package let name: String
    /// As SQLite has it, constraints included.
    package let type: String
    package let kind: ValueKind

    package init(name: String, type: String, kind: ValueKind) {
      self.name = name
      self.type = type
      self.kind = kind
    }
  }

  package let name: String
  package let columns: [Column]
  /// How many it has when a module starts.
  package let rows: Int

  package init(name: String, columns: [Column], rows: Int) {
    self.name = name
    self.columns = columns
    self.rows = rows
  }
}
