internal import GRDB

extension DatabaseFile {
  /// Runs `work` while no other program can read or write, as `locked` does; returns nil without running it when
  /// another program does not stop reading within `patience`.
  package func lockedIfPossible<Value>(within patience: Duration, _ work: () async throws -> Value) async throws
    -> Value?
  {
    let isLocked = try await queue.writeWithoutTransaction { db in
      try Self.wait(patience, for: db)
      defer { try? Self.wait(Self.patience, for: db) }
      do {
        try db.execute(sql: "BEGIN EXCLUSIVE")
        return true
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
        return false
      }
    }
    guard isLocked else { return nil }
    return try await finally(work) { [self] in try await unlock() }
  }

  private static func wait(_ patience: Duration, for db: Database) throws {
    try db.execute(sql: "PRAGMA busy_timeout = \(Int(patience / .milliseconds(1)))")
  }
}
