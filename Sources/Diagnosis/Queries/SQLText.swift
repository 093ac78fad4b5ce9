/// The parts of a SQL statement that tell how many rows it may return, and in which order.
package struct SQLText: Sendable {
  /// Its words and signs outside of parentheses, in capitals; strings and numbers are "?".
  private let words: [String]
  /// The same for all statements that differ only in the values in their texts.
  package let shape: String

  package init(_ sql: String) {
    var scanner = SQLScanner(sql)
    let all = scanner.words()
    shape = all.joined(separator: " ")
    var depth = 0
    words = all.filter { word in
      if word == "(" { depth += 1 }
      defer { if word == ")" { depth -= 1 } }
      return depth == 0
    }
  }

  private static let housekeeping: Set = [
    "PRAGMA", "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "ATTACH", "DETACH", "ANALYZE",
  ]
  private static let catalogs: Set = ["SQLITE_MASTER", "SQLITE_SCHEMA", "SQLITE_TEMP_MASTER", "SQLITE_TEMP_SCHEMA"]
  private static let explained: Set = ["SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "VALUES"]
  private static let aggregates: Set = ["COUNT", "SUM", "TOTAL", "AVG", "MIN", "MAX", "GROUP_CONCAT"]

  /// Whether it only opens or ends a transaction, sets something for a connection, or looks up which tables there are.
  package var isHousekeeping: Bool {
    guard let first = words.first, !Self.housekeeping.contains(first) else { return true }
    guard let from = words.firstIndex(of: "FROM") else { return false }
    let sources = words[from...].filter { $0.hasPrefix("SQLITE_") }
    return !sources.isEmpty && sources.allSatisfy(Self.catalogs.contains) && !words.contains("JOIN")
  }

  package var hasPlan: Bool { !isHousekeeping && words.first.map(Self.explained.contains) ?? false }

  package var isSelect: Bool {
    words.first == "SELECT"
      || words.first == "WITH" && words.contains("SELECT") && !words.contains("INSERT")
        && !words.contains("UPDATE") && !words.contains("DELETE")
  }

  package var readsTable: Bool { isSelect && !isHousekeeping && words.contains("FROM") }
  package var hasLimit: Bool { words.contains("LIMIT") }
  package var hasOrder: Bool { zip(words, words.dropFirst()).contains { $0 == "ORDER" && $1 == "BY" } }

  /// `LIMIT … OFFSET …` and `LIMIT offset, count`.
  package var hasOffset: Bool {
    guard let limit = words.lastIndex(of: "LIMIT") else { return false }
    return words[limit...].contains { $0 == "OFFSET" || $0 == "," }
  }

  /// Whether it returns one row whatever the table has, such as `SELECT count(*) …`.
  package var isAggregate: Bool {
    guard isSelect, !words.contains("GROUP"), let from = words.firstIndex(of: "FROM") else { return false }
    let columns = words[..<from].dropFirst()
    return columns.contains(where: Self.aggregates.contains)
  }

  /// Whether a WHERE names one value of some column, such as `WHERE id = ?`.
  package var hasWhere: Bool { words.contains("WHERE") }
}

/// Cuts SQL into words and signs, past comments and quotes.
private struct SQLScanner {
  private let text: [UInt8]
  private var index = 0

  init(_ sql: String) { text = Array(sql.utf8) }

  mutating func words() -> [String] {
    var words: [String] = []
    while let word = next() { words.append(word) }
    return words
  }

  private mutating func next() -> String? {
    skipBlanksAndComments()
    guard index < text.count else { return nil }
    let first = text[index]
    let start = index
    if let end = Self.quotes[first] {
      skipQuoted(until: end)
      return first == UInt8(ascii: "'") ? "?" : String(decoding: text[start..<index], as: UTF8.self)
    }
    while index < text.count, Self.isWord(text[index]) { index += 1 }
    if index == start { index += 1 }
    let word = String(decoding: text[start..<index], as: UTF8.self).uppercased()
    return word.first.map { $0.isNumber } ?? false ? "?" : word
  }

  private static let quotes: [UInt8: UInt8] = [
    UInt8(ascii: "'"): UInt8(ascii: "'"), UInt8(ascii: "\""): UInt8(ascii: "\""),
    UInt8(ascii: "`"): UInt8(ascii: "`"), UInt8(ascii: "["): UInt8(ascii: "]"),
  ]

  /// A doubled quote is one of the text's own.
  private mutating func skipQuoted(until end: UInt8) {
    index += 1
    while index < text.count {
      defer { index += 1 }
      guard text[index] == end else { continue }
      guard index + 1 < text.count, text[index + 1] == end else { return }
      index += 1
    }
  }

  private mutating func skipBlanksAndComments() {
    while index < text.count {
      if Self.isBlank(text[index]) {
        index += 1
      } else if starts(with: "--") {
        while index < text.count, text[index] != UInt8(ascii: "\n") { index += 1 }
      } else if starts(with: "/*") {
        index += 2
        while index < text.count, !starts(with: "*/") { index += 1 }
        index = min(index + 2, text.count)
      } else {
        return
      }
    }
  }

  private func starts(with sign: String) -> Bool { text[index...].starts(with: sign.utf8) }
  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
      true
    default: false
    }
  }
}
