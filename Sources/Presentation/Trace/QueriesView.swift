internal import Base
internal import Report

/// The SQL of each request: from which line, on which thread, for how long, how many rows and bytes, and by which way.
struct QueriesView {
  /// Of a statement's text.
  private static let longest = 600

  private let style: Style

  init(_ style: Style) {
    self.style = style
  }

  func text(_ queries: QueriesTrace, _ trace: Trace) -> String {
    let atStart = queries.atStart.filter { !$0.isHousekeeping || $0.error != nil || Self.changesFile($0) }
    let start =
      atStart.isEmpty
      ? []
      : [
        ([style.paint("At the start, and for pings", .bold)] + atStart.map { statement($0, isAtStart: true) }).joined(
          separator: "\n\n")
      ]
    var shown: [QueriesTrace.Statement] = []
    let parts =
      start
      + queries.requests.map { served in
        defer { shown += served.statements }
        return request(served, trace.requests[served.request], shown: shown)
      }
    return (parts + [explanation(queries)]).filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private func request(
    _ served: QueriesTrace.Served, _ request: TracedRequest, shown: [QueriesTrace.Statement]
  ) -> String {
    let rows = served.rowsSent.map { ", \($0.counted("row")) in the response" } ?? ""
    let head = style.wrap(style.paint(request.request.harmless, .bold) + ": " + request.outcome.harmless + rows)
    let own = served.statements.filter { !$0.isHousekeeping || $0.error != nil || Self.changesFile($0) }
    let rest = served.statements.filter { !own.contains($0) }
    var parts = own.map { own in
      statement(own, isKnown: shown.contains { Self.isSame($0, own) })
    }
    if !rest.isEmpty { parts.append(style.wrap("Besides: " + Self.list(rest), indent: 2)) }
    if served.statements.isEmpty, served.signs.isEmpty { parts.append(style.wrap("No SQL was seen.", indent: 2)) }
    if !served.signs.isEmpty {
      parts.append(served.signs.map { entry("look", $0, indent: 2) }.joined(separator: "\n"))
    }
    return ([head] + parts).joined(separator: "\n\n")
  }

  /// Whether only the figures of two executions differ.
  private static func isSame(_ first: QueriesTrace.Statement, _ second: QueriesTrace.Statement) -> Bool {
    (first.sql, first.place, first.runner, first.error) == (second.sql, second.place, second.runner, second.error)
      && (first.plan, first.signs, first.count) == (second.plan, second.signs, second.count)
  }

  /// `isKnown` when it has been shown for an earlier request: then only the figures.
  private func statement(
    _ statement: QueriesTrace.Statement, isKnown: Bool = false, isAtStart: Bool = false
  ) -> String {
    let isOnce = statement.count == 1
    let sql = (isOnce ? statement.expanded : nil) ?? statement.sql
    let lines = style.wrap(style.shortened(sql, to: Self.longest), indent: 2).split(separator: "\n")
    var parts = lines.map { style.paint(style.shortened(String($0), to: style.textWidth), .bold) }
    if !isOnce { parts.append(entry("times", "\(statement.count)")) }
    if isKnown {
      parts.append(entry("from", "the same place, by the same plan, as above"))
    } else {
      parts += place(statement)
    }
    parts.append(entry("took", took(statement, isAtStart)))
    if let error = statement.error { parts.append(entry("error", error.excerpt(), .red)) }
    if statement.error == nil, !statement.isHousekeeping { parts += numbers(statement.work) }
    guard !isKnown else { return parts.joined(separator: "\n") }
    parts += plan(statement)
    parts += statement.signs.map { entry("look", $0, .yellow) }
    return parts.joined(separator: "\n")
  }

  private func place(_ statement: QueriesTrace.Statement) -> [String] {
    guard let place = statement.place else {
      let seer = statement.library == nil ? "only SQLite saw it" : "no line of the module was on the stack"
      return [entry("from", "a line that is not known: \(seer)")]
    }
    var lines = [entry("from", "\(place.file.harmless):\(place.line), \(place.function.harmless)")]
    if let text = place.text {
      let line = (style.isPlain ? "    code: " : String(repeating: " ", count: 10)) + text.harmless
      lines.append(style.shortened(line, to: style.textWidth))
    }
    return lines
  }

  /// While a module starts, its main thread may not run an event loop yet.
  private func took(_ statement: QueriesTrace.Statement, _ isAtStart: Bool) -> String {
    let waiting =
      statement.waited >= 1 ? ", of which it waited \(Self.milliseconds(statement.waited)) for a locked database" : ""
    let runner =
      switch statement.runner {
      case .eventLoop where isAtStart: ""
      case .eventLoop: " on the event loop, which served no one else in that time"
      case .otherThread: " on another thread"
      case .otherProcess: " in another process"
      }
    return Self.milliseconds(statement.milliseconds) + runner + waiting
  }

  private func numbers(_ work: QueriesTrace.Work?) -> [String] {
    guard let work else {
      return [entry("rows", "not known: it has not ended, or did not go through the system's SQLite library")]
    }
    let scanned = work.scanned > 0 ? ", after reading \(work.scanned.counted("row")) one after the other" : ""
    let bytes = work.bytes.map { $0 < 1024 ? $0.counted("byte") : "\($0 >> 10) KiB" } ?? "an unknown part"
    let mapped = work.isMapped ? ", and more without system calls, because the file is mapped into memory" : ""
    return [
      entry("rows", "\(work.rows) returned to the module\(scanned)"), entry("read", bytes + " of the file" + mapped),
    ]
  }

  private func plan(_ statement: QueriesTrace.Statement) -> [String] {
    if let problem = statement.planProblem { return [entry("plan", "not known: \(problem)")] }
    return statement.plan.enumerated().map { index, line in
      let words = line.meaning.map { "\($0) (\(line.detail))" } ?? line.detail
      return entry(index == 0 || style.isPlain ? "plan" : "", words.harmless, level: line.depth)
    }
  }

  /// A label, and words beside it, wrapped.
  private func entry(
    _ label: String, _ words: String, _ color: Style.Color = .dim, indent: Int = 4, level: Int = 0
  ) -> String {
    if style.isPlain { return style.wrap("\(label): \(words)", indent: indent) }
    let column = indent + 6
    let wrapped = style.wrap(words, indent: column + 2 * min(level, 6))
    return String(repeating: " ", count: indent) + style.paint(label.padding(toLength: 6), color)
      + wrapped.dropFirst(column)
  }

  private static func milliseconds(_ number: Double) -> String {
    if number < 0.01 { return "less than 0.01 ms" }
    return number >= 10 ? "\(Int(number.rounded())) ms" : "\((number * 100).rounded() / 100) ms"
  }

  /// What stays in the file for other programs, or changes how it is read.
  private static func changesFile(_ statement: QueriesTrace.Statement) -> Bool {
    let words = statement.sql.lowercased()
    return words.hasPrefix("pragma") && words.contains("=")
      && ["journal_mode", "mmap_size"].contains { words.contains($0) }
  }

  /// For example, "BEGIN (2 times); PRAGMA query_only = 1."
  private static func list(_ statements: [QueriesTrace.Statement]) -> String {
    statements.map { $0.sql.excerpt(60) + ($0.count > 1 ? " (\($0.count) times)" : "") }.joined(separator: "; ") + "."
  }

  private func explanation(_ queries: QueriesTrace) -> String {
    let statements = queries.requests.flatMap(\.statements)
    guard !statements.isEmpty else { return "" }
    var lines = ["How to read it:"]
    lines.append("took: from the beginning to the last row. SQLite waits for a lock in this time, too.")
    if statements.contains(where: { $0.runner == .eventLoop }) {
      lines.append("on the event loop: while SQLite works or waits, no other request is served.")
    }
    if statements.contains(where: { ($0.work?.scanned ?? 0) > 0 }) {
      lines.append(
        "rows: those that it reads one after the other grow with the table, unless a LIMIT stops it in time.")
    }
    if statements.contains(where: { $0.work != nil }) {
      lines.append("read: pages that SQLite has in memory already do not count.")
    }
    if statements.contains(where: { !$0.plan.isEmpty }) {
      lines.append("plan: what SQLite says about the statement with EXPLAIN QUERY PLAN.")
    }
    if statements.contains(where: { !$0.signs.isEmpty }) || queries.requests.contains(where: { !$0.signs.isEmpty }) {
      lines.append("look: worth a look, and no verdict.")
    }
    let head = style.wrap(lines[0])
    return ([head] + lines.dropFirst().map { style.wrap($0, indent: 2) }).joined(separator: "\n")
  }
}
