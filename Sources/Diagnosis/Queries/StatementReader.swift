internal import Base
internal import Bench
internal import Report

/// Puts together what SQLite and the module's libraries reported of each statement.
struct StatementReader {
  /// As many different statements of one request as anyone reads.
  private static let mostStatements = 30

  private(set) var executions: [Execution] = []
  private(set) var notes: [TraceNote] = []
  private let scene: Scene
  private let loopThread: Int32
  private var places: PlaceFinder
  private var texts = KnownTexts()
  private var plans: [String: (lines: [QueriesTrace.PlanLine], problem: String?)] = [:]

  init(_ scene: Scene, loopThread: Int32) {
    self.scene = scene
    self.loopThread = loopThread
    places = PlaceFinder(scene)
  }

  mutating func read(_ events: [HookEvent]) async throws {
    // Statements inside of others are SQLite's own, such as those of a full-text search.
    let seen = events.filter { $0.name == "sql" && !$0.flag("inner") }.sorted { Self.began($0) < Self.began($1) }
    let reported = events.filter { $0.name == "execute" }.sorted { Self.began($0) < Self.began($1) }
    try await places.lookUp(seen, scene)
    var matched: Set<Int> = []
    // Both are in the order of their times.
    var open: [Int] = []
    var next = 0
    for event in seen {
      while next < reported.count, Self.began(reported[next]) <= Self.began(event) {
        open.append(next)
        next += 1
      }
      open.removeAll { Self.ended(reported[$0]) < Self.began(event) }
      let match = Self.report(of: event, in: reported, open)
      // SQLAlchemy may stand on a library that reports it as well.
      if let match { matched.formUnion(open.filter { Self.isSame(reported[$0], reported[match]) } + [match]) }
      let place = match.flatMap { places.place(named: reported[$0]) } ?? places.place(ofStack: event)
      executions.append(
        Execution(event, place: place, library: match.flatMap { reported[$0].text("by") }, runner: runner(of: event)))
    }
    let capped = events.first { $0.name == "sql_capped" }
    for index in reported.indices where !matched.contains(index) && reported[index].at < capped?.at ?? .infinity {
      executions.append(Execution(reported: reported[index], place: places.place(named: reported[index])))
    }
    executions.sort { $0.at < $1.at }
    note(events, onlyReported: reported.count - matched.count)
  }

  /// In nanoseconds: statements can follow each other faster than the trace's clock shows.
  private static func began(_ event: HookEvent) -> Double { event.number("at") ?? 0 }
  private static func ended(_ event: HookEvent) -> Double { event.number("ended") ?? began(event) }

  /// The innermost of the reports that were open when a statement began, and that is about it.
  private static func report(of event: HookEvent, in reported: [HookEvent], _ open: [Int]) -> Int? {
    func isSameText(_ index: Int) -> Bool { isSame(reported[index].text("statement"), event.text("sql")) }
    let candidates = open.filter { reported[$0]["process"] == event["process"] }
    // One thread may report what another one executes, as SQLAlchemy does for asyncio.
    return candidates.last { reported[$0]["thread"] == event["thread"] } ?? candidates.last(where: isSameText)
  }

  private static func isSame(_ first: HookEvent, _ second: HookEvent) -> Bool {
    first["thread"] == second["thread"] && first["line"] == second["line"] && first["file"] == second["file"]
      && isSame(first.text("statement"), second.text("statement"))
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
          "the statements after the first \(most).",
          next: "Look at one request alone: --request 'GET /path'."))
    }
    if onlyReported > 0, !events.contains(where: { $0.name == "sqlite" }) {
      notes.append(
        TraceNote(
          "rows, bytes, and plans: the statements did not go through the system's SQLite library. Python may have an "
            + "SQLite of its own, or this is another database."))
    }
  }

  /// The same statement from the same place is one, however often it was executed, and whatever values are in its text.
  mutating func statements(_ executions: [Execution]) async -> [QueriesTrace.Statement] {
    var groups: [[Execution]] = []
    var indexes: [Key: Int] = [:]
    for execution in executions {
      let key = Key(execution, shape: texts.text(execution.sql).shape)
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

    init(_ execution: Execution, shape: String) {
      sql = shape
      place = execution.place
      runner = execution.runner
      error = execution.error
    }
  }

  private mutating func statement(_ group: [Execution]) async -> QueriesTrace.Statement {
    let first = group[0]
    let text = texts.text(first.sql)
    let works = group.compactMap(\.work)
    let work =
      works.isEmpty
      ? nil
      : QueriesTrace.Work(
        rows: works.reduce(0) { $0 + $1.rows }, scanned: works.reduce(0) { $0 + $1.scanned },
        bytes: works.contains { $0.bytes == nil } ? nil : works.reduce(0) { $0 + ($1.bytes ?? 0) },
        sorts: works.reduce(0) { $0 + $1.sorts },
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
      signs: first.error == nil
        ? StatementSigns.signs(of: text, expanded: expanded ?? first.sql, work: works.first, plan: plan.0) : [])
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
      plan = ([], "SQLite cannot explain it outside of the module: " + "\(error)".excerpt())
    }
    plans[key] = plan
    return plan
  }

  /// Takes each text apart only once.
  private struct KnownTexts {
    private var known: [String: SQLText] = [:]

    mutating func text(_ sql: String) -> SQLText {
      if let text = known[sql] { return text }
      let text = SQLText(sql)
      known[sql] = text
      return text
    }
  }

  private static func oneLine(_ sql: String) -> String {
    sql.excerpt(20_000).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static func rounded(_ milliseconds: Double) -> Double { (milliseconds * 100).rounded() / 100 }
}
