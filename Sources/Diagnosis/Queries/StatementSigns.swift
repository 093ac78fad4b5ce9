package import Report

/// What is worth a look in a statement, as sentences. They are no verdicts: each can be right for some table.
package enum StatementSigns {
  package static func signs(of sql: SQLText, expanded: String?, work: QueriesTrace.Work?, plan: [QueriesTrace.PlanLine])
    -> [String]
  {
    guard sql.readsTable else { return [] }
    var signs: [String] = []
    if let limit = expanded.flatMap(Self.limit), limit < 0 {
      signs.append("LIMIT \(limit): in SQLite, a negative LIMIT means no limit.")
    } else if !sql.hasLimit, !sql.isAggregate, isUnbounded(sql, plan, isWithoutSQLite: work == nil) {
      signs.append("No LIMIT: it returns every row that matches, however many the table will have.")
    }
    if sql.hasLimit, !sql.hasOrder {
      signs.append("LIMIT without ORDER BY: SQLite may return any of the rows, and others when an index is created.")
    }
    if sql.hasOffset { signs += offset(expanded) }
    if let work, work.scanned >= 50, work.scanned >= 5 * max(work.rows, 1), !sql.hasOffset || !isInOrder(plan) {
      signs.append("It reads \(work.scanned) rows to return \(work.rows).")
    }
    return signs
  }

  private static func offset(_ expanded: String?) -> [String] {
    guard let count = expanded.flatMap(offsetCount) else {
      return ["OFFSET: SQLite reads the rows before the page, one by one, and drops them."]
    }
    return count > 0
      ? ["OFFSET \(count): SQLite reads the \(count) rows before the page, one by one, and drops them."] : []
  }

  /// A search for one value of a unique column returns at most one row; that cannot be told from a plan, so any search
  /// for equal values counts as bounded.
  private static func isUnbounded(_ sql: SQLText, _ plan: [QueriesTrace.PlanLine], isWithoutSQLite: Bool) -> Bool {
    // Without a plan, there may be no table of a file in it.
    guard !plan.isEmpty else { return isWithoutSQLite && !sql.hasWhere }
    return plan.contains { line in
      let isScan = line.detail.hasPrefix("SCAN ") && !line.detail.contains("CONSTANT")
      return isScan || line.detail.hasPrefix("SEARCH ") && !line.detail.contains("=?")
    }
  }

  /// Whether the rows come in the right order as they are read, so that only those before the page are read in addition.
  private static func isInOrder(_ plan: [QueriesTrace.PlanLine]) -> Bool {
    !plan.contains { $0.detail.hasPrefix("USE TEMP B-TREE") }
  }

  private static func limit(_ sql: String) -> Int? {
    sql.firstMatch(of: /(?i)\blimit\s+(-?\d+)/).flatMap { Int($0.1) }
  }

  private static func offsetCount(_ sql: String) -> Int? {
    (sql.firstMatch(of: /(?i)\boffset\s+(-?\d+)/).map { $0.1 }
      ?? sql.firstMatch(of: /(?i)\blimit\s+(-?\d+)\s*,/).map { $0.1 }).flatMap { Int($0) }
  }
}
