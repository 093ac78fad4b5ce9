package import Bench
package import Report

/// What a line of SQLite's EXPLAIN QUERY PLAN means, in plain words; nil for a line that is not known.
///
/// These lines are not a stable format: this knows those of SQLite 3.40 to 3.46, and the older "SCAN TABLE name".
package enum PlanWords {
  /// All lines of the plan of a statement.
  package static func lines(of plan: [QueryPlan.Line], _ sql: SQLText) -> [QueriesTrace.PlanLine] {
    let sorts = plan.contains { $0.depth == 0 && $0.detail.hasPrefix("USE TEMP B-TREE") && $0.detail.hasSuffix(" BY") }
    let stopsEarly = sql.hasLimit && !sql.isAggregate && !sorts
    return plan.map {
      QueriesTrace.PlanLine(
        $0.detail, depth: $0.depth, meaning: meaning(of: $0.detail, stopsEarly: stopsEarly && $0.depth == 0))
    }
  }

  /// `stopsEarly` when the statement's LIMIT is reached before the last row is read.
  package static func meaning(of detail: String, stopsEarly: Bool = false) -> String? {
    let line = Substring(detail)
    return scan(line, stopsEarly) ?? search(line) ?? sort(line) ?? subquery(line) ?? fixed(detail)
  }

  private static func scan(_ line: Substring, _ stopsEarly: Bool) -> String? {
    guard let rest = line.after("SCAN ") else { return nil }
    if let match = rest.wholeMatch(of: /(?:(\d+) CONSTANT ROWS?|CONSTANT ROW)/) {
      return match.1.map { "reads no table: \($0) rows are in the statement" } ?? "reads no table: one constant row"
    }
    guard let match = rest.wholeMatch(of: /(?:TABLE |SUBQUERY )?(.+?)(?: (USING|VIRTUAL TABLE) (.+?))?(?: LEFT-JOIN)?/)
    else { return nil }
    let table = name(match.1)
    let all = stopsEarly ? "reads the rows of \(table) one after the other" : "reads every row of \(table)"
    let end = stopsEarly ? ", until it has as many as LIMIT says" : ""
    guard let way = match.2, let what = match.3 else { return all + end }
    if way == "VIRTUAL TABLE" { return "asks the virtual table \(table), which searches in its own way" }
    if let index = what.after("COVERING INDEX ") {
      return stopsEarly
        ? "reads the index \(index), which has all that it needs of \(table)\(end)"
        : "reads the whole index \(index), which has all that it needs of \(table)"
    }
    if let index = what.after("INDEX ") { return "\(all), in the order of the index \(index)\(end)" }
    return nil
  }

  private static func search(_ line: Substring) -> String? {
    // For min() and max().
    if let match = line.wholeMatch(of: /SEARCH (?:TABLE )?(\S+)/) {
      return "goes straight to the first or last row of \(name(match.1))"
    }
    guard let rest = line.after("SEARCH "),
      let match = rest.wholeMatch(of: /(?:TABLE |SUBQUERY )?(.+?) USING (.+?)(?: LEFT-JOIN)?/)
    else { return nil }
    let table = name(match.1)
    guard let way = match.2.wholeMatch(of: /(.+?)(?: \((.*)\))?/) else { return nil }
    let condition = way.2.map(String.init) ?? ""
    if way.1 == "INTEGER PRIMARY KEY" { return byID(table, condition) }
    if way.1 == "PRIMARY KEY" { return "goes straight to the rows of \(table) that it needs, by primary key" }
    if way.1.hasPrefix("AUTOMATIC ") {
      return "builds an index of \(table) for this one statement, reading every row, and searches in that"
    }
    let suffix = condition.isEmpty ? "" : " (\(condition))"
    if let index = way.1.after("COVERING INDEX ") {
      return "finds what it needs of \(table) in the index \(index)\(suffix) alone"
    }
    if let index = way.1.after("INDEX ") {
      return "finds the rows of \(table) in the index \(index)\(suffix), then reads each of them"
    }
    return nil
  }

  private static func byID(_ table: String, _ condition: String) -> String {
    switch condition {
    case "rowid>?": "goes straight to the first row of \(table) after an id, and reads on from there"
    case "rowid<?": "reads the rows of \(table) up to an id"
    case "rowid>? AND rowid<?": "reads the rows of \(table) between two ids"
    default: "goes straight to the rows of \(table) that it needs, by id"
    }
  }

  private static func sort(_ line: Substring) -> String? {
    guard let purpose = line.after("USE TEMP B-TREE FOR ") else { return nil }
    switch purpose {
    case "ORDER BY": return "sorts them all before it returns the first"
    case "GROUP BY": return "sorts them all to group them"
    case "DISTINCT": return "remembers every row that it returns, to leave out repeats"
    case "RIGHT PART OF ORDER BY", "LAST TERM OF ORDER BY": return "sorts those that the order so far leaves equal"
    default:
      if purpose.wholeMatch(of: /LAST \d+ TERMS OF ORDER BY/) != nil {
        return "sorts those that the order so far leaves equal"
      }
      if let match = purpose.wholeMatch(of: /(.+)\(DISTINCT\)/) {
        return "remembers every value, so that \(match.1) has each of them once"
      }
      if let match = purpose.wholeMatch(of: /(.+)\(ORDER BY\)/) { return "sorts the values for \(match.1)" }
      return nil
    }
  }

  private static func subquery(_ line: Substring) -> String? {
    if let name = line.after("CO-ROUTINE ") { return "produces the rows of \(Self.name(name)) as they are needed:" }
    if let name = line.after("MATERIALIZE ") { return "first puts all rows of \(Self.name(name)) aside:" }
    if let match = line.wholeMatch(of: /(CORRELATED )?(SCALAR|LIST) SUBQUERY \d+/) {
      if match.1 != nil { return "once for each row, runs the statement in parentheses:" }
      return match.2 == "LIST"
        ? "runs the statement in parentheses once, and keeps its list:" : "runs the statement in parentheses once:"
    }
    if line.wholeMatch(of: /REUSE (?:LIST )?SUBQUERY \d+/) != nil { return "uses a list that it has already" }
    if let match = line.wholeMatch(of: /USING ROWID SEARCH ON TABLE (.+) FOR IN-OPERATOR/) {
      return "for IN, looks up each value in \(name(match.1)) by id"
    }
    if let match = line.wholeMatch(of: /USING INDEX (.+) FOR IN-OPERATOR/) {
      return "for IN, looks up each value in the index \(match.1)"
    }
    if let match = line.wholeMatch(of: /BLOOM FILTER ON (.+?)(?: \(.*\))?/) {
      return "notes which values \(name(match.1)) has, to skip rows that cannot match"
    }
    if let match = line.wholeMatch(of: /RIGHT-JOIN (.+)/) {
      return "reads \(name(match.1)) once more, for the rows without a match"
    }
    if line.wholeMatch(of: /INDEX \d+/) != nil { return "one part of OR:" }
    if let match = line.wholeMatch(of: /(UNION|EXCEPT|INTERSECT) USING TEMP B-TREE/) {
      return "remembers every row, for \(match.1):"
    }
    if line.wholeMatch(of: /MERGE \((?:UNION|UNION ALL|EXCEPT|INTERSECT)\)/) != nil {
      return "merges two sorted lists:"
    }
    return nil
  }

  private static func fixed(_ detail: String) -> String? {
    switch detail {
    case "MULTI-INDEX OR": "searches once for each part of OR:"
    case "COMPOUND QUERY": "runs several SELECTs:"
    case "LEFT-MOST SUBQUERY": "the first:"
    case "UNION ALL": "another, whose rows follow:"
    case "LEFT": "the one:"
    case "RIGHT": "the other:"
    case "SETUP": "begins with:"
    case "RECURSIVE STEP": "then, again and again, until there are no more rows:"
    default: nil
    }
  }

  /// A table's name without its alias, or words for a subquery that has no name.
  private static func name(_ text: Substring) -> String {
    if text.wholeMatch(of: /\(subquery-\d+\)|\d+|\(join-\d+\)/) != nil { return "the subquery" }
    if let match = text.wholeMatch(of: /(.+?) AS (.+)/) {
      return match.1.allSatisfy(\.isNumber) ? String(match.2) : "\(match.1) (\(match.2))"
    }
    return String(text)
  }
}

extension Substring {
  /// What follows a beginning; nil when it begins otherwise.
  fileprivate func after(_ beginning: String) -> Substring? {
    hasPrefix(beginning) ? dropFirst(beginning.count) : nil
  }
}
