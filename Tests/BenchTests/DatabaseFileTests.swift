import Bench
import Files
import Foundation
import GRDB
import Lessons
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct DatabaseFileTests {
  private static let users = DatabaseTable(
    name: "users",
    columns: [
      .init(name: "id", type: "INTEGER PRIMARY KEY", kind: .id), .init(name: "name", type: "TEXT", kind: .name),
      .init(name: "token", type: "TEXT", kind: .token), .init(name: "photo", type: "BLOB", kind: .bytes),
    ], rows: 50)

  private func filled(seed: UInt64 = 1) async throws -> DatabaseFile {
    let database = try DatabaseFile([Self.users])
    try await database.fill(FreshValues(seed: seed, purpose: "database"))
    return database
  }

  /// Reads the file as a module would, on its own connection.
  private func count(_ database: DatabaseFile, whenBusy: Database.BusyMode = .immediateError) throws -> Int? {
    var configuration = Configuration()
    configuration.busyMode = whenBusy
    let queue = try DatabaseQueue(path: database.path, configuration: configuration)
    return try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM users") }
  }

  @Test("A full disk is named, and is not a bug of pitfall's")
  func namesFullDisk() async throws {
    let database = try await filled()
    try await database.execute("PRAGMA max_page_count = 20")
    let values = FreshValues(seed: 2, purpose: "more")
    let error = await #expect(throws: TemporaryDirectoryError.self) {
      try await database.insert(5_000, into: "users", values)
    }
    #expect(error?.code == ENOSPC)
    #expect(try count(database) == 50)
  }

  @Test("Ids have gaps and are not in the order of insertion, names repeat, secrets do not")
  func rowsAreOfTheirKinds() async throws {
    let database = try await filled()
    let rows = try await database.rows(of: "users")
    let ids = rows.compactMap { $0["id"]?.amount.map { Int($0) } }
    #expect(rows.count == 50)
    #expect(ids == ids.sorted() && Set(ids).count == 50 && ids.last ?? 0 > 60)
    #expect(Set(rows.compactMap { $0["name"]?.plainText }).count < 10)
    #expect(Set(rows.compactMap { $0["token"]?.plainText }).count == 50)
    #expect(rows.allSatisfy { $0["photo"] == nil })
  }

  @Test("The same seed gives the same rows, another one gives others")
  func isReplayed() async throws {
    let rows = try await filled().rows(of: "users")
    #expect(try await filled().rows(of: "users") == rows)
    #expect(try await filled(seed: 2).rows(of: "users") != rows)
  }

  @Test("Rows that are added later have higher ids")
  func appends() async throws {
    let database = try await filled()
    let last = try await database.rows(of: "users").last?["id"]?.amount ?? 0
    let added = try await database.insert(5, into: "users", FreshValues(seed: 3, purpose: "more"))
    #expect(added.allSatisfy { $0["id"]?.amount ?? 0 > last })
    #expect(try count(database) == 55)
  }

  @Test("A file that another connection reads is not locked, and one that no one reads is")
  func locksIfPossible() async throws {
    let database = try await filled()
    let reader = try DatabaseQueue(path: database.path)
    let isLocked = try await reader.read { db in
      _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM users")
      return try blocking { try await database.lockedIfPossible(within: .milliseconds(20)) { true } }
    }
    #expect(isLocked == nil)
    let seen = try await database.lockedIfPossible(within: .milliseconds(20)) {
      #expect(throws: DatabaseError.self) { try count(database) }
      return true
    }
    #expect(seen == true)
    #expect(try count(database) == 50)
  }

  @Test("A locked file keeps other connections out until it is unlocked")
  func locks() async throws {
    let database = try await filled()
    let met = Signal("the other connection has met the lock")
    let waiting = try await database.locked { () async throws in
      #expect(throws: DatabaseError.self) { try count(database) }
      let waiting = Task {
        try await onOwnThread {
          try count(
            database,
            whenBusy: .callback { _ in
              met.fire()
              usleep(1_000)
              return true
            })
        }
      }
      try await met.wait()
      return waiting
    }
    #expect(try await waiting.value == 50)
  }

  @Test("A file is locked only while no other program reads it, and none has to wait until then")
  func locksIfFree() async throws {
    let database = try await filled()
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let reader = try DatabaseQueue(path: database.path, configuration: configuration)
    try await reader.writeWithoutTransaction { try $0.execute(sql: "BEGIN; SELECT count(*) FROM users") }
    #expect(try await database.lockedIfPossible(within: .zero) { true } == nil)
    // No lock is left that would keep others out.
    #expect(try count(database) == 50)
    try await reader.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
    let isLocked = try await database.lockedIfPossible(within: .zero) { () async throws in
      #expect(throws: DatabaseError.self) { try count(database) }
      return true
    }
    #expect(isLocked == true)
    #expect(try count(database) == 50)
    // It still waits for other programs as before.
    try await database.delete("users", id: 1)
  }

  @Test("A file that another program reads all the time is reported as busy")
  func namesBusyFiles() async throws {
    let database = try await filled()
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let reader = try DatabaseQueue(path: database.path, configuration: configuration)
    try await reader.writeWithoutTransaction { db in
      try db.execute(sql: "BEGIN; SELECT count(*) FROM users")
    }
    await #expect(throws: DatabaseFileError.busy) { try await database.delete("users", id: 1) }
  }

  @Test("A file that a module has filled, and one that it has damaged, are told from a slip in the lesson")
  func tellsDamage() async throws {
    let filled = try await filled()
    try await filled.execute(
      "UPDATE users SET name = replace(hex(zeroblob(20000000)), '0', 'x') WHERE id = (SELECT min(id) FROM users)")
    let error = await #expect(throws: DatabaseFileError.self) { try await filled.rows(of: "users") }
    guard case .tooLarge(let size) = error else { throw Unexpected("\(String(describing: error))") }
    #expect(size > 32 << 20)
    let slip = DatabaseTable(name: "users", columns: [], rows: 0)
    await #expect(throws: DatabaseFileError.rejected("near \")\": syntax error")) {
      try await DatabaseFile([slip]).fill(FreshValues(seed: 1, purpose: "test"))
    }
    let damaged = try await self.filled()
    await #expect(throws: DatabaseFileError.damaged("no such column: nmae")) {
      try await damaged.execute("UPDATE users SET nmae = 1")
    }
    try await damaged.execute("DROP TABLE users")
    await #expect(throws: DatabaseFileError.damaged("no such table: users")) { try await damaged.rows(of: "users") }
  }

  @Test(
    "What a module puts into the file, or in its place, is neither run nor followed",
    arguments: [
      "CREATE TRIGGER gone AFTER INSERT ON users BEGIN DELETE FROM users; END",
      "ALTER TABLE users RENAME TO kept; CREATE VIEW users AS SELECT * FROM kept",
    ])
  func distrusts(statement: String) async throws {
    let database = try await filled()
    let module = try DatabaseQueue(path: database.path)
    try await module.write { try $0.execute(sql: statement) }
    if statement.contains("VIEW") {
      await #expect(throws: DatabaseFileError.self) { try await database.rows(of: "users") }
    } else {
      try await database.insert(1, into: "users", FreshValues(seed: 1, purpose: "test"))
      #expect(try await database.rows(of: "users").count > 1)
    }
  }

  @Test("A journal that is a link to another file is not written through", arguments: ["-journal", "-wal"])
  func followsNoLink(suffix: String) async throws {
    let database = try await filled()
    let folder = try TemporaryDirectory()
    let victim = folder.path + "/victim"
    try Data("precious".utf8).write(to: URL(fileURLWithPath: victim))
    if suffix == "-wal" {
      try await DatabaseQueue(path: database.path).writeWithoutTransaction {
        try $0.execute(sql: "PRAGMA journal_mode = WAL")
      }
    }
    try? FileManager.default.removeItem(atPath: database.path + suffix)
    try FileManager.default.createSymbolicLink(atPath: database.path + suffix, withDestinationPath: victim)
    _ = try? await database.insert(1, into: "users", FreshValues(seed: 1, purpose: "test"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: victim)) == Data("precious".utf8))
  }

  @Test("Rows and indexes are restored, also when the work fails or is cancelled")
  func restores() async throws {
    struct Failure: Error {}
    let database = try await filled()
    let rows = try await database.rows(of: "users")
    await #expect(throws: Failure.self) {
      try await database.restoring("users") { () async throws in
        try await database.preferIndex(of: "users")
        try await database.update("users", id: id(rows[0]), ["name": .text("Changed")])
        try await database.delete("users", id: id(rows[1]))
        try await database.multiply("users", by: 3)
        #expect(try count(database) == 3 * 49)
        throw Failure()
      }
    }
    #expect(try await database.rows(of: "users") == rows)
    let cancelled = Task {
      try await database.restoring("users") { () async throws in
        try await database.delete("users", id: id(rows[0]))
        try await Task.sleep(for: .seconds(60))
      }
    }
    try await until("a row is deleted") { try count(database, whenBusy: .timeout(Patience.long / .seconds(1))) != 50 }
    cancelled.cancel()
    await #expect(throws: CancellationError.self) { try await cancelled.value }
    #expect(try await database.rows(of: "users") == rows)
    let left = try await DatabaseQueue(path: database.path).read {
      try String.fetchAll($0, sql: "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_autoindex%'")
    }
    #expect(left == ["users"])
  }

  @Test("A deleted row is inserted again as it was")
  func putsBack() async throws {
    let database = try await filled()
    let rows = try await database.rows(of: "users")
    try await database.restoring("users") { () async throws in
      try await database.delete("users", id: id(rows[7]))
      try await database.putBack("users", id: id(rows[7]))
      #expect(try await database.rows(of: "users") == rows)
    }
  }

  @Test("Without an order SQLite uses the preferred index, whichever columns are selected")
  func prefersAnIndex() async throws {
    let database = try await filled()
    try await database.restoring("users") { () async throws in
      try await database.preferIndex(of: "users")
      try await DatabaseQueue(path: database.path).read { db in
        for columns in ["id", "id, name", "*"] {
          let ids = try Int.fetchAll(db, sql: "SELECT \(columns) FROM users")
          #expect(ids.count == 50)
          #expect(ids != ids.sorted())
          #expect(try Int.fetchAll(db, sql: "SELECT \(columns) FROM users ORDER BY id") == ids.sorted())
        }
      }
    }
  }

  @Test("A commit without a change is noticed by other connections")
  func commits() async throws {
    let database = try await filled()
    let other = try DatabaseQueue(path: database.path)
    func version() async throws -> Int? { try await other.read { try Int.fetchOne($0, sql: "PRAGMA data_version") } }
    let before = try await version()
    try await database.commit()
    #expect(try await version() != before)
  }

  private func id(_ row: DatabaseFile.Row) -> Int { row["id"]?.amount.map { Int($0) } ?? 0 }

  @Test("A statement changes what other connections see, and a changed journal mode is noticed")
  func executes() async throws {
    let database = try await filled()
    #expect(try await database.journalMode() == "delete")
    try await database.execute("DELETE FROM users WHERE id > ?", [.number(60)])
    #expect(try count(database) ?? 50 < 50)
    try await DatabaseQueue(path: database.path).writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA journal_mode = WAL")
    }
    #expect(try await database.journalMode() == "wal")
  }

  @Test("A file that another program keeps locked is told from other failures")
  func noticesLocks() async throws {
    let database = try await filled()
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(path: database.path, configuration: configuration)
    try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    await #expect(throws: DatabaseFileError.busy) { try await database.execute("DELETE FROM users") }
    try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    try await database.execute("DELETE FROM users")
    #expect(try count(database) == 0)
  }

  @Test("Rows can be made before they are inserted")
  func makesRows() async throws {
    let database = try await filled()
    let rows = try await database.newRows(2, of: "users", FreshValues(seed: 3, purpose: "more"))
    #expect(try count(database) == 50)
    try await database.insert(rows, into: "users")
    #expect(try await database.rows(of: "users").contains { $0["token"] == rows[0]["token"] })
    #expect(try rows[0].text("token").count == 24)
    #expect(throws: DatabaseFileError.noColumn("nothing")) { try rows[0].text("nothing") }
  }

  @Test("An unknown table is named in the error")
  func namesUnknownTables() async throws {
    let database = try await filled()
    await #expect(throws: DatabaseFileError.noTable("nobody")) { try await database.rows(of: "nobody") }
  }
}
