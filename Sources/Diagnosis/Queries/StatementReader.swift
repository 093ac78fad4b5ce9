internal import Base
internal import Bench
internal import Report

/// Puts together what SQLite and the module's libraries reported of each statement.
struct StatementReader {
  /// As many different statements of one request as anyone reads.
  private static let mostStatements = 30
  /// Two clocks of one process are read one after the other.
  private static let tolerance = 0.05

  private(set) var executions: [Execution] = []
  private(set) var notes: [TraceNote] = []
  private let scene: Scene
  private let loopThread: Int32
  private var places: PlaceFinder
  private var plans: [String: (lines: [QueriesTrace.PlanLine], problem: String?)] = [:]

  init(_ scene: Scene, loopThread: Int32) {
    self.scene = scene
    self.loopThread = loopThread
    places = PlaceFinder(scene)
  }

  mutating func read(_ events: [HookEvent]) async throws {
    let seen = events.filter { $0.name == "sql" }
    let reported = events.filter { $0.name == "execute" }
    try await places.lookUp(seen, scene)
    var matched: Set<Int> = []
    // Both are in the order of their times.
    var first = 0
    for event in seen {
      while first < reported.count, (reported[first].ended ?? 0) + Self.longest < event.at { first += 1 }
      let match = Self.report(of: event, in: reported, from: first)
      if let match { matched.insert(match) }
      let place = match.flatMap { places.place(named: reported[$0]) } ?? places.place(ofStack: event)
      executions.append(
        Execution(event, place: place, library: match.flatMap { reported[$0].text("by") }, runner: runner(of: event)))
    }
    for index in reported.indices where !matched.contains(index) {
      executions.append(Execution(reported: reported[index], place: places.place(named: reported[index])))
    }
    executions.sort { $0.at < $1.at }
    note(events, onlyReported: reported.count - matched.count)
  }

  /// An execution by a library may last as long as a lock.
  private static let longest = 60_000.0

  /// The innermost report of a library whose time includes the beginning of a statement, and that is about it.
  private static func report(of event: HookEvent, in reported: [HookEvent], from first: Int) -> Int? {
    let candidates = reported[first...].prefix { $0.at <= event.at + tolerance }.indices.filter { index in
      let report = reported[index]
      guard (report.ended ?? report.at) + tolerance >= event.at,
        report["process"] == event["process"]
      else { return false }
      return report["thread"] == event["thread"] || isSame(report.text("statement"), event.text("sql"))
    }
    return candidates.last { isSame(reported[$0].text("statement"), event.text("sql")) } ?? candidates.last
  }

  private static func isSame(_ statement: String?, _ sql: String?) -> Bool {
    guard let statement, let sql else { return false }
    let parts = [statement, sql].map { text in text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    return parts[0] == parts[1] || parts[0].hasSuffix("…") && parts[1].hasPrefix(parts[0].dropLast())
  }

  private func runner(of event: HookEvent) -> QueriesTrace.Runner {
    guard event.integer("process") == Int(scene.module.processID) else { return .otherProcess }
    return event.integer("thread") == Int(loopThread) ? .eventLoop : .otherThread
  }

  private mutating func note(_ events: [HookEvent], onlyReported: Int) {
    if let capped = events.first(where: { $0.name == "sql_capped" }), let most = capped.integer("most") {
      notes.append(
        TraceNote(
          "what the module executed after its first \(most) statements.",
          next: "Look at one request alone: --request 'GET /path'."))
    }
    if onlyReported > 0, !events.contains(where: { $0.name == "sqlite" }) {
      notes.append(
        TraceNote(
          "rows, bytes, and plans: the statements did not go through the system's SQLite library. Python may have an "
            + "SQLite of its own, or this is another database."))
    }
  }

  /// The same statement from the same place is one, however often it was executed.
  mutating func statements(_ executions: [Execution]) async -> [QueriesTrace.Statement] {
    var groups: [[Execution]] = []
    var indexes: [Key: Int] = [:]
    for execution in executions {
      let key = Key(execution)
      if let index = indexes[key] {
        groups[index].append(execution)
      } else {
        indexes[key] = groups.count
        groups.append([execution])
      }
    }
    var statements: [QueriesTrace.Statement] = []
    for group in groups.prefix(Self.mostStatements) { statements.append(await statement(group)) }
    if groups.count > Self.mostStatements {
      notes.append(TraceNote("\(groups.count - Self.mostStatements) more of the different statements of one request."))
    }
    return statements
  }

  private struct Key: Hashable {
    let sql: String
    let place: CodePlace?
    let runner: QueriesTrace.Runner
    let error: String?

    init(_ execution: Execution) {
      sql = execution.sql
      place = execution.place
      runner = execution.runner
      error = execution.error
    }
  }

  private mutating func statement(_ group: [Execution]) async -> QueriesTrace.Statement {
    let first = group[0]
    let text = SQLText(first.sql)
    let works = group.compactMap(\.work)
    let work =
      works.isEmpty
      ? nil
      : QueriesTrace.Work(
        rows: works.reduce(0) { $0 + $1.rows }, scanned: works.reduce(0) { $0 + $1.scanned },
        bytes: works.reduce(0) { $0 + $1.bytes }, sorts: works.reduce(0) { $0 + $1.sorts },
        isMapped: works.contains { $0.isMapped })
    let plan = first.error == nil ? await plan(of: first, text) : ([], nil)
    // An expanded text that is cut in the midst could end in a part of a number.
    let expanded = first.expanded.flatMap { $0.hasSuffix("…") ? nil : $0 }
    return QueriesTrace.Statement(
      sql: Self.oneLine(first.sql), expanded: first.expanded.map(Self.oneLine), count: group.count,
      isHousekeeping: text.isHousekeeping, at: first.at,
      milliseconds: Self.rounded(group.reduce(0) { $0 + $1.ended - $1.at }),
      waited: Self.rounded(group.reduce(0) { $0 + $1.waited }), work: work, place: first.place,
      runner: first.runner, library: first.library, error: first.error, plan: plan.0, planProblem: plan.1,
      signs: StatementSigns.signs(of: text, expanded: expanded ?? first.sql, work: works.first, plan: plan.0))
  }

  private mutating func plan(
    of execution: Execution, _ text: SQLText
  ) async -> (lines: [QueriesTrace.PlanLine], problem: String?) {
    guard text.hasPlan, let database = execution.database else { return ([], nil) }
    if execution.isCut { return ([], "the statement is too long to be explained") }
    // Memory, or a file that SQLite deletes as soon as it is open.
    guard database.hasPrefix("/") else { return ([], "the database is in the module's memory") }
    let key = database + "\n" + execution.sql
    if let known = plans[key] { return known }
    var plan: (lines: [QueriesTrace.PlanLine], problem: String?)
    do {
      let lines = try await QueryPlan.explain(execution.sql, database: database)
      plan = (PlanWords.lines(of: lines, text), nil)
    } catch {
      plan = ([], "\(error)".excerpt())
    }
    plans[key] = plan
    return plan
  }

  private static func oneLine(_ sql: String) -> String {
    sql.excerpt(20_000).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static func rounded(_ milliseconds: Double) -> Double { (milliseconds * 100).rounded() / 100 }
}
