internal import Base

/// All rows of a table by ascending ID, kept as they must be while a check changes the table.
struct PagedTable {
  private(set) var rows: [PageRow]

  init(_ rows: [PageRow]) {
    self.rows = rows
  }

  func contains(_ id: Int) -> Bool { rows.contains { $0.id == id } }

  /// The IDs between two others that no row has.
  func free(from low: Int, to high: Int) -> [Int] {
    guard low < high else { return [] }
    return Set(low...high).subtracting(rows.compactMap(\.id)).sorted()
  }

  /// Returns the value from before; nil when there is no such row.
  @discardableResult
  mutating func change(_ id: Int, _ column: String, to value: JSONValue) -> JSONValue? {
    guard let index = rows.firstIndex(where: { $0.id == id }) else { return nil }
    let before = rows[index].fields[column]
    rows[index] = PageRow(id: id, fields: rows[index].fields.merging([column: value]) { $1 })
    return before ?? .null
  }

  mutating func delete(_ id: Int) {
    rows.removeAll { $0.id == id }
  }

  mutating func insert(_ added: [PageRow]) {
    rows = (rows + added).sorted { ($0.id ?? 0) < ($1.id ?? 0) }
  }
}
