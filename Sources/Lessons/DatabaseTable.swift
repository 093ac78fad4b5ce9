/// A table of a lesson's database, and what its rows contain.
package struct DatabaseTable: Sendable {
  /// What the values of a column look like.
  package enum ValueKind: String, Sendable, CaseIterable {
    /// Whole numbers with gaps, not in the order of insertion.
    case id
    /// An ASCII word that no other row has.
    case word
    /// One of a few first names, so that they repeat.
    case name
    /// A long secret of letters in both cases and digits.
    case token
    /// A private sentence that no other row has.
    case sentence
    /// About 200 bytes.
    case bytes
  }

  package struct Column: Sendable {
    package let name: String
    /// As SQLite writes it, including constraints.
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
  /// The number of rows when a module starts.
  package let rows: Int

  package init(name: String, columns: [Column], rows: Int) {
    self.name = name
    self.columns = columns
    self.rows = rows
  }
}
