internal import Base

/// Reads an entry of a lesson's 'database'.
enum DatabaseTableReader {
  static func read(_ node: ManifestNode) throws -> DatabaseTable {
    var fields = try ManifestFields(node, "a table")
    let name = try identifier(fields.required("table"), "'table'")
    let columns = try fields.required("columns")
    let rows = try fields.integer("rows", in: 0...100_000, default: 10)
    guard case .fields(let pairs) = columns.value, !pairs.isEmpty else {
      throw ManifestError("'columns' must name the table's columns", at: columns.place)
    }
    try fields.end()
    return DatabaseTable(name: name, columns: try pairs.map { try column($0.key, $0.value) }, rows: rows)
  }

  private static func column(_ key: Located<String>, _ node: ManifestNode) throws -> DatabaseTable.Column {
    var fields = try ManifestFields(node, "a column")
    let type = try fields.text("type")
    let value = try fields.required("value")
    let text = try value.text("'value'")
    guard let kind = DatabaseTable.ValueKind(rawValue: text) else {
      let known = DatabaseTable.ValueKind.allCases.map(\.rawValue).joined(separator: ", ")
      throw ManifestError("'value' must be one of \(known), but is '\(text)'", at: value.place)
    }
    try fields.end()
    let name = try identifier(ManifestNode(scalar: key.value, at: key.place), "a column's name")
    return DatabaseTable.Column(name: name, type: type, kind: kind)
  }

  /// Only safe characters, because it becomes part of SQL statements.
  private static func identifier(_ node: ManifestNode, _ what: String) throws -> String {
    let text = try node.text(what)
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 == UInt8(ascii: "_") || isLetter($0) }) else {
      throw ManifestError("\(what) must consist of letters and underscores, but is '\(text)'", at: node.place)
    }
    return text
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}
