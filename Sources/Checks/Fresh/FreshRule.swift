internal import Report

extension FreshCheck: TrafficRule {
  package func judge(_ measurement: Measurement) -> Finding {
    let target = measurement.first.request.words
    let problems = Self.problems(measurement)
    let failure =
      measurement.steps.isEmpty
      ? "it \(measurement.first.page.words), and none of the table's rows that could be changed"
      : problems.lazy.compactMap(\.self).first
    let rows = zip(measurement.steps, problems).map { step, problem in
      ExchangeRow(target, expected: Self.wish(step), seen: problem ?? "so it is", holds: problem == nil)
    }
    return Finding(
      failure == nil ? .pass : .fail,
      expected: "what another program has committed is served at once: a row renamed, one deleted, one inserted",
      measured: failure.map { "\(target): \($0)" } ?? "each of \(measurement.steps.count) changes was served at once",
      reproduce: reproduction(measurement, of: zip(measurement.steps, problems).first { $1 != nil }?.0),
      measurements: Exhibits.measurements(exchanges: rows),
      isInModuleLog: measurement.first.page.isFault || measurement.steps.contains { $0.page.isFault })
  }

  /// The page before `step`'s change and after it, made by hand.
  private func reproduction(_ seen: Measurement, of step: Step?) -> String {
    let curl = seen.first.request.curl
    guard let step else { return curl }
    func sqlite(_ sql: String) -> String { "sqlite3 $DATABASE_PATH \"\(sql)\"" }
    let delete = sqlite("DELETE FROM \(table) WHERE id = \(step.id)")
    let commands =
      switch step.change {
      case .renamed: [curl, sqlite("UPDATE \(table) SET \(seen.column) = 'Zoe' WHERE id = \(step.id)"), curl]
      case .deleted: [curl, delete, curl]
      case .inserted:
        [delete, curl, sqlite("INSERT INTO \(table) (id, \(seen.column)) VALUES (\(step.id), 'Zoe')"), curl]
      }
    return commands.joined(separator: "; ")
  }

  private static func wish(_ step: Step) -> String {
    switch step.change {
    case .renamed(_, let name): "row \(step.id) renamed to \(name.description)"
    case .deleted: "row \(step.id) deleted"
    case .inserted: "row \(step.id) inserted"
    }
  }

  /// What is wrong with the page of each step, nil when nothing is.
  private static func problems(_ seen: Measurement) -> [String?] {
    let before = [seen.first.page] + seen.steps.map(\.page)
    return zip(seen.steps, before).map { stale($0, after: $1, seen.column) }
  }

  private static func stale(_ step: Step, after previous: Page, _ column: String) -> String? {
    guard let rows = step.page.rows else { return "it \(step.page.words)" }
    let row = rows.first { $0.id == step.id }
    switch step.change {
    case .renamed(let old, let new):
      guard let row, row.fields[column] == old, old != new else { return nil }
      return "row \(step.id) was renamed to \(new.description), and is still served as \(old.description)"
    case .deleted: return row == nil ? nil : "row \(step.id) was deleted, and is still served"
    // A page of other rows is out of order rather than out of date.
    case .inserted: return row == nil && step.page == previous ? "row \(step.id) was inserted, and is not served" : nil
    }
  }
}
