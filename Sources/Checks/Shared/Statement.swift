internal import Base
internal import Bench

/// Statements of SQL with the values written out, for somebody who repeats by hand what a check did.
enum Statement {
  static func insert(_ row: DatabaseFile.Row, into table: String) -> String {
    let fields = row.sorted { $0.key < $1.key }
    return "INSERT INTO \(table)(\(fields.map(\.key).joined(separator: ", "))) "
      + "VALUES (\(fields.map { literal($0.value) }.joined(separator: ", ")))"
  }

  static func update(_ table: String, _ values: DatabaseFile.Row, where key: String, is value: JSONValue?) -> String {
    let changes = values.sorted { $0.key < $1.key }.map { "\($0.key) = \(literal($0.value))" }
    return "UPDATE \(table) SET \(changes.joined(separator: ", ")) WHERE \(key) = \(literal(value ?? .null))"
  }

  static func delete(from table: String, where key: String, is value: JSONValue?) -> String {
    "DELETE FROM \(table) WHERE \(key) = \(literal(value ?? .null))"
  }

  private static func literal(_ value: JSONValue) -> String {
    switch value {
    case .text(let text): "'\(text.replacing("'", with: "''"))'"
    case .flag(let flag): flag ? "1" : "0"
    case .null: "NULL"
    default: value.description
    }
  }
}
