package import Base
internal import Files
internal import GRDB
internal import Glibc

extension DatabaseFile {
  /// Runs `work`, then restores the table's rows and the file's indexes, also when `work` throws or is cancelled; one
  /// call may be inside another for another table.
  package func restoring<Value>(_ name: String, _ work: () async throws -> Value) async throws -> Value {
    let table = try table(name).name
    let indexes = try await write { db in
      // A copy is left over when a module kept an earlier call from restoring the rows.
      try db.execute(
        sql: "DROP TABLE IF EXISTS temp.kept_\(table); CREATE TEMP TABLE kept_\(table) AS SELECT * FROM main.\(table)")
      return try Self.indexes(db)
    }
    return try await finally(work) { [self] in
      try await writePatiently { db in
        for index in try Self.indexes(db).subtracting(indexes) { try db.execute(sql: "DROP INDEX main.\(index)") }
        try db.execute(
          sql: """
            DROP TABLE IF EXISTS main.sqlite_stat1;
            DELETE FROM main.\(table);
            INSERT INTO main.\(table) SELECT * FROM temp.kept_\(table);
            DROP TABLE temp.kept_\(table)
            """)
      }
    }
  }

  package func update(_ name: String, id: Int, _ changes: [String: JSONValue]) async throws {
    let (columns, values) = (changes.keys.sorted(), changes.sorted { $0.key < $1.key }.map(\.value))
    let key = try key(of: name)
    try await execute(
      "UPDATE \(name) SET \(columns.map { "\($0) = ?" }.joined(separator: ", ")) WHERE \(key) = ?",
      values + [.number(Double(id))])
  }

  package func delete(_ name: String, id: Int) async throws {
    try await execute("DELETE FROM \(name) WHERE \(try key(of: name)) = ?", [.number(Double(id))])
  }

  /// Inserts a deleted row again, as it was when `restoring` began.
  package func putBack(_ name: String, id: Int) async throws {
    try await execute(
      "INSERT INTO main.\(name) SELECT * FROM temp.kept_\(name) WHERE \(try key(of: name)) = ?", [.number(Double(id))])
  }

  /// Runs `work` while no other program can read or write.
  package func locked<Value>(_ work: () async throws -> Value) async throws -> Value {
    try await withoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
    return try await finally(work) { [self] in try await unlock() }
  }

  func unlock() async throws {
    try await withoutTransaction { try $0.execute(sql: "ROLLBACK") }
  }

  /// Commits without changing any row: every connection must then read its cached pages again.
  package func commit() async throws {
    try await execute("PRAGMA user_version = 0")
  }

  /// Copies each row until there are `times` as many, with ids above the existing ones.
  package func multiply(_ name: String, by times: Int) async throws {
    let table = try table(name)
    let id = try key(of: name)
    let others = table.columns.map(\.name).filter { $0 != id }
    let columns = ([id] + others).joined(separator: ", ")
    let copied = (["\(id) + ? * highest"] + others).joined(separator: ", ")
    try await write { db in
      let highest = try Int.fetchOne(db, sql: "SELECT max(\(id)) FROM \(table.name)") ?? 0
      for copy in 1..<times {
        try db.execute(
          sql: """
            INSERT INTO \(table.name)(\(columns)) SELECT \(copied)
            FROM \(table.name), (SELECT ? AS highest) WHERE \(id) <= highest
            """, arguments: [copy, highest])
      }
    }
  }

  /// The bytes that tables and indexes take in the file.
  package func bytesInUse() async throws -> Int {
    try await write { db in
      let counts = try ["page_count", "freelist_count", "page_size"].map { name in
        try Int.fetchOne(db, sql: "PRAGMA \(name)") ?? 0
      }
      return (counts[0] - counts[1]) * counts[2]
    }
  }

  /// Creates an index of all columns but the first, and makes SQLite prefer it to the table wherever a query leaves the
  /// order open, whichever columns it selects. Returns the statements, for doing the same by hand.
  @discardableResult
  package func preferIndex(of name: String) async throws -> String {
    let table = try table(name)
    let columns = table.columns.dropFirst().map(\.name).joined(separator: ", ")
    let index = "\(table.name)_reordered"
    let statements = """
      ANALYZE main; CREATE INDEX \(index) ON \(table.name)(\(columns)); \
      INSERT INTO sqlite_stat1 VALUES ('\(table.name)', '\(index)', '1000 2 1 1 sz=1')
      """
    try await write { try $0.execute(sql: statements) }
    return statements
  }

  private func key(of name: String) throws -> String {
    let column = try table(name).columns.first { $0.kind == .id }
    guard let column else { throw DatabaseFileError.noID(name) }
    return column.name
  }

  /// Runs one transaction; throws `busy` when other programs leave no room for it.
  func write<Value: Sendable>(_ updates: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
    try await namingErrors { [timeLimit] in
      try await queue.write { db in try timeLimit.limiting(to: Self.longestStatement) { try updates(db) } }
    }
  }

  func read<Value: Sendable>(_ look: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
    try await namingErrors { [timeLimit] in
      try await queue.read { db in try timeLimit.limiting(to: Self.longestStatement) { try look(db) } }
    }
  }

  /// Like `write`, but waits up to three times as long: a module may still be working on a request that was given up.
  private func writePatiently(_ updates: @escaping @Sendable (Database) throws -> Void) async throws {
    for _ in 1...2 {
      do {
        return try await write(updates)
      } catch DatabaseFileError.busy {
        continue
      }
    }
    try await write(updates)
  }

  private func withoutTransaction(_ updates: @escaping @Sendable (Database) throws -> Void) async throws {
    try await namingErrors { try await queue.writeWithoutTransaction(updates) }
  }

  private func namingErrors<Value>(_ work: () async throws -> Value) async throws -> Value {
    do {
      return try await work()
    } catch let error as DatabaseError {
      let reason = error.message ?? "\(error.resultCode)"
      switch error.resultCode {
      case .SQLITE_BUSY: throw DatabaseFileError.busy
      case .SQLITE_FULL: throw TemporaryDirectoryError(code: ENOSPC)
      case .SQLITE_INTERRUPT where Task.isCancelled: throw CancellationError()
      case .SQLITE_INTERRUPT:
        throw DatabaseFileError.damaged("a statement took longer than \(Int(Self.longestStatement / .seconds(1))) s")
      // pitfall has created every table, so a module has dropped or changed it.
      case .SQLITE_ERROR where !isFilled && !reason.hasPrefix("no such table"): throw DatabaseFileError.rejected(reason)
      default: throw DatabaseFileError.damaged(reason)
      }
    }
  }

  private static func indexes(_ db: Database) throws -> Set<String> {
    try String.fetchSet(db, sql: "SELECT name FROM main.sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
  }

  /// `cleanUp` runs in its own task, because a cancelled task can change nothing any more.
  func finally<Value>(
    _ work: () async throws -> Value, _ cleanUp: @escaping @Sendable () async throws -> Void
  ) async throws -> Value {
    let result: Result<Value, any Error>
    do {
      result = .success(try await work())
    } catch {
      result = .failure(error)
    }
    try await Task { try await cleanUp() }.value
    return try result.get()
  }
}
