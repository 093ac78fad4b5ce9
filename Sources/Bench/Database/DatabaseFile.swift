package import Base
internal import CSQLite
internal import Files
internal import Foundation
internal import GRDB
package import Lessons

/// The SQLite file that a module reads. Another program owns it: pitfall, which fills it, changes it while the module
/// runs, and can lock it.
///
/// A check leaves the file as it found it, so that each check measures the same alone as after others.
package final class DatabaseFile: Sendable {
  package typealias Row = [String: JSONValue]

  package let path: String
  package let tables: [DatabaseTable]
  private let folder: TemporaryDirectory
  /// The folder of the file, and of nothing else but what SQLite puts beside it.
  var folderPath: String { folder.path }
  let queue: DatabaseQueue
  /// Longer than anything takes that a check does, on any machine.
  static let longestStatement = Duration.seconds(30)
  let timeLimit = TimeLimit()
  /// How long it waits for a module that is reading at the same moment.
  static let patience = Duration.seconds(2)
  /// The size of the file when it had been filled.
  private let filledSize = Locked(0)

  /// An empty file; `fill` creates the tables.
  package init(_ tables: [DatabaseTable]) throws {
    self.tables = tables
    folder = try TemporaryDirectory()
    path = folder.path + "/database.sqlite"
    var configuration = Configuration()
    configuration.busyMode = .timeout(Self.patience / .seconds(1))
    // `lock` leaves a transaction open.
    configuration.allowsUnsafeTransactions = true
    configuration.prepareDatabase { [timeLimit] db in
      try Self.distrust(db)
      timeLimit.watch(db)
      // No one reads this file after a power failure.
      try db.execute(sql: "PRAGMA synchronous = OFF")
    }
    queue = try DatabaseQueue(path: path, configuration: configuration)
  }

  /// A module may do anything to the file, also put a link in its place.
  private static func distrust(_ db: Database) throws {
    let code = csqlite_distrust(UnsafeMutableRawPointer(db.sqliteConnection))
    guard opensOnlyFiles == 0, code == 0 else {
      throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "SQLite lacks a protection against hostile files")
    }
  }

  private static let opensOnlyFiles = csqlite_open_only_files()

  /// True once `fill` has created the tables: what SQLite rejects afterwards is a module's doing.
  var isFilled: Bool { filledSize.withLock { $0 > 0 } }

  /// Creates every table anew, with its rows.
  package func fill(_ values: FreshValues) async throws {
    for table in tables {
      let columns = table.columns.map { "\($0.name) \($0.type)" }.joined(separator: ", ")
      try await execute("CREATE TABLE \(table.name)(\(columns))")
      try await insert(table.rows, into: table.name, values)
    }
    filledSize.withLock { $0 = Self.size(path) }
  }

  /// Adds rows in one transaction; their ids are higher than all existing ones, have gaps, and are not in the order of
  /// insertion.
  @discardableResult
  package func insert(_ count: Int, into name: String, _ values: FreshValues) async throws -> [Row] {
    let rows = try await newRows(count, of: name, values)
    try await insert(rows, into: name)
    return rows
  }

  /// Adds a row for each of `ids`, in this order.
  @discardableResult
  package func insert(ids: [Int], into name: String, _ values: FreshValues) async throws -> [Row] {
    let rows = Self.rows(ids, of: try table(name), values)
    try await insert(rows, into: name)
    return rows
  }

  /// Makes rows without inserting them, as `insert` would.
  package func newRows(_ count: Int, of name: String, _ values: FreshValues) async throws -> [Row] {
    let table = try table(name)
    return Self.rows(try await ids(count, of: table, values), of: table, values)
  }

  private static func rows(_ ids: [Int], of table: DatabaseTable, _ values: FreshValues) -> [Row] {
    ids.map { id in Row(uniqueKeysWithValues: table.columns.map { ($0.name, value($0.kind, id: id, values)) }) }
  }

  package func insert(_ rows: [Row], into name: String) async throws {
    let table = try table(name)
    let columns = table.columns.map(\.name)
    let marks = table.columns.map { $0.kind == .bytes ? "CAST(? AS BLOB)" : "?" }.joined(separator: ", ")
    try await write { db in
      let statement = try db.makeStatement(
        sql: "INSERT INTO \(name)(\(columns.joined(separator: ", "))) VALUES (\(marks))")
      for row in rows {
        try statement.execute(arguments: Self.arguments(columns.map { row[$0] ?? .null }))
      }
    }
  }

  /// In bytes, in addition to four times what the file has at first: a module can write to it, too.
  private static let room = 32 << 20

  /// Every row in the order of the first column, without BLOB columns. Throws `tooLarge` when a module has filled it.
  package func rows(of name: String) async throws -> [Row] {
    let size = Self.size(path) + Self.size(path + "-wal")
    guard size <= filledSize.withLock({ $0 }) * 4 + Self.room else { throw DatabaseFileError.tooLarge(bytes: size) }
    let table = try table(name)
    let columns = table.columns.filter { $0.kind != .bytes }.map(\.name)
    let mostRows = 4 * table.rows + 20_000
    let rows = try await read { db in
      try GRDB.Row.fetchCursor(
        db, sql: "SELECT \(columns.joined(separator: ", ")) FROM \(name) ORDER BY 1 LIMIT \(mostRows + 1)"
      ).map { row in
        Row(uniqueKeysWithValues: columns.map { ($0, Self.jsonValue(row[$0])) })
      }.reduce(into: [Row]()) { $0.append($1) }
    }
    guard rows.count <= mostRows else { throw DatabaseFileError.tooLarge(bytes: size) }
    return rows
  }

  private static func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Executes one statement in its own transaction, with "?" for each of the arguments.
  package func execute(_ statement: String, _ arguments: [JSONValue] = []) async throws {
    try await write { db in
      try db.execute(sql: statement, arguments: Self.arguments(arguments))
    }
  }

  /// "delete" until a module changes it.
  package func journalMode() async throws -> String {
    try await read { db in
      // A connection notices a changed journal mode only when it reads.
      try db.execute(sql: "SELECT count(*) FROM sqlite_schema")
      return try String.fetchOne(db, sql: "PRAGMA journal_mode") ?? ""
    }
  }

  package func table(_ name: String) throws -> DatabaseTable {
    guard let table = tables.first(where: { $0.name == name }) else { throw DatabaseFileError.noTable(name) }
    return table
  }

  private func ids(_ count: Int, of table: DatabaseTable, _ values: FreshValues) async throws -> [Int] {
    guard let column = table.columns.first(where: { $0.kind == .id })?.name else { return Array(0..<count) }
    var id = try await read { try Int.fetchOne($0, sql: "SELECT max(\(column)) FROM \(table.name)") } ?? 0
    let ascending = (0..<count).map { _ in
      id += values.integer(in: 1...4)
      return id
    }
    return values.shuffled(ascending)
  }

  private static func value(_ kind: DatabaseTable.ValueKind, id: Int, _ values: FreshValues) -> JSONValue {
    switch kind {
    case .id: .number(Double(id))
    case .word: .text(values.word(length: 9))
    case .name: .text(values.name())
    case .token: .text(values.token())
    case .sentence: .text(values.sentence())
    case .bytes: .text(values.token(length: 200))
    }
  }

  private static func arguments(_ values: [JSONValue]) -> StatementArguments {
    StatementArguments(
      values.map { value -> DatabaseValue in
        switch value {
        case .number(let number): Int(exactly: number)?.databaseValue ?? number.databaseValue
        case .text(let text): text.databaseValue
        case .flag(let flag): flag.databaseValue
        default: .null
        }
      })
  }

  private static func jsonValue(_ value: DatabaseValue) -> JSONValue {
    switch value.storage {
    case .int64(let number): .number(Double(number))
    case .double(let number): .number(number)
    case .string(let text): .text(text)
    default: .null
    }
  }
}

extension DatabaseFile.Row {
  package func text(_ column: String) throws -> String {
    guard case .text(let text) = self[column] else { throw DatabaseFileError.noColumn(column) }
    return text
  }
}

package enum DatabaseFileError: Equatable, ToldError {
  case noTable(String)
  case noColumn(String)
  /// The table has no column of ids.
  case noID(String)
  case tooFewRows(String, needed: Int)
  /// Another program did not let pitfall write to the file.
  case busy
  /// A module has filled the file.
  case tooLarge(bytes: Int)
  /// SQLite cannot use the file any more, or a table is gone, in SQLite's words.
  case damaged(String)
  /// SQLite rejects a statement that the lesson describes, in SQLite's words.
  case rejected(String)

  package var description: String {
    switch self {
    case .noTable(let name): "the lesson's database has no table '\(name)'"
    case .noColumn(let name): "a row of the lesson's database has no text '\(name)'"
    case .noID(let name): "the table '\(name)' of the lesson's database has no column of ids"
    case .tooFewRows(let name, let count):
      "the table '\(name)' of the lesson's database needs \(count) rows for a check"
    case .damaged(let reason): "the database cannot be used any more: \(reason)"
    case .rejected(let reason): "SQLite rejects what the lesson says about its database: \(reason)"
    case .tooLarge(let bytes): "the database file has grown to \(bytes >> 10) KiB"
    case .busy: "for 2 s the database could not be written to, for a transaction was open on it"
    }
  }
}
