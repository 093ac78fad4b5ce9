internal import Base
internal import GRDB
internal import GRDBSQLite

/// Ends what SQLite does for pitfall when it takes too long, such as on an expression of the schema that a module has made
/// for that.
final class TimeLimit: Sendable {
  private let deadline = Locked<ContinuousClock.Instant?>(nil)
  /// How many steps of SQLite's virtual machine are between two looks at the clock; some milliseconds.
  private static let steps: Int32 = 100_000

  /// Watches a connection, which must not outlive the limit.
  func watch(_ db: Database) {
    sqlite3_progress_handler(
      db.sqliteConnection, Self.steps,
      { limit in
        let isOver = limit.map { Unmanaged<TimeLimit>.fromOpaque($0).takeUnretainedValue().isOver } ?? false
        return isOver ? 1 : 0
      },
      Unmanaged.passUnretained(self).toOpaque())
  }

  private var isOver: Bool { deadline.withLock { $0 }.map { ContinuousClock.now > $0 } ?? false }

  func limiting<Value>(to duration: Duration, _ work: () throws -> Value) rethrows -> Value {
    deadline.withLock { $0 = .now + duration }
    defer { deadline.withLock { $0 = nil } }
    return try work()
  }
}
