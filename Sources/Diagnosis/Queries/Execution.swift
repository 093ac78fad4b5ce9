internal import Base
internal import Report

/// One execution of a statement, as the hooks in the module's process reported it.
struct Execution: Sendable {
  let sql: String
  let expanded: String?
  /// The path of the database; nil when only the module's library reported the statement.
  let database: String?
  let at: Double
  let ended: Double
  let waited: Double
  let work: QueriesTrace.Work?
  let place: CodePlace?
  let runner: QueriesTrace.Runner
  let library: String?
  let error: String?
  /// Whether the text is not whole.
  let isCut: Bool
}

extension Execution {
  /// What the library ModuleHooks saw of SQLite.
  init(_ event: HookEvent, place: CodePlace?, library: String?, runner: QueriesTrace.Runner) {
    let preparing = (event.number("preparing") ?? 0) / 1_000_000
    let ended = event.ended ?? event.at
    // One that could not be prepared begins with that.
    let began = event.number("took") == 0 ? event.at : event.at - preparing
    let scanned = event.integer("scanned") ?? 0
    self.init(
      sql: event.text("sql") ?? "", expanded: event.text("expanded"), database: event.text("database"),
      at: began, ended: max(ended, event.at), waited: (event.number("waited") ?? 0) / 1_000_000,
      work: QueriesTrace.Work(
        rows: event.integer("rows") ?? 0,
        // SQLite counts the steps from row to row.
        scanned: scanned == 0 ? 0 : scanned + 1, bytes: event.integer("bytes"),
        sorts: event.integer("sorts") ?? 0, isMapped: event.flag("mapped")),
      place: place, runner: runner, library: library, error: event.text("error"), isCut: event.flag("cut"))
  }

  /// What only a library of the module reported.
  init(reported event: HookEvent, place: CodePlace?) {
    let sql = event.text("statement") ?? ""
    self.init(
      sql: sql, expanded: nil, database: nil, at: event.at, ended: event.ended ?? event.at, waited: 0, work: nil,
      place: place, runner: event.flag("on_loop") ? .eventLoop : .otherThread, library: event.text("by"),
      error: event.text("error"), isCut: sql.hasSuffix("…"))
  }
}
