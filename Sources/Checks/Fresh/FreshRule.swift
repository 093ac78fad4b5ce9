internal import Bench
internal import Report

extension FreshCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let target = measurement.first.request.words
    let problems = Self.problems(measurement)
    let isFault = measurement.first.page.isFault || measurement.steps.contains { $0.page.isFault }
    let wrong = zip(measurement.steps, problems).first { $1 != nil }
    let failure: Failure? =
      measurement.steps.isEmpty
      ? Failure(
        "fresh.no-rows",
        "\(target) \(measurement.first.page.words), but the check needs two rows of the table to change",
        isInLog: isFault)
      : wrong.flatMap { step, problem in
        problem.map {
          Failure(step.page.rows == nil ? "fresh.no-page" : "fresh.stale", "\(target): \($0)", isInLog: isFault)
        }
      }
    let rows = zip(measurement.steps, problems).map { step, problem in
      ExchangeRow(target, expected: Self.wish(step), seen: problem ?? "it is", holds: problem == nil)
    }
    return Finding(
      expected: "what another program has committed is returned immediately: a row renamed, one deleted, one inserted",
      passed: "each of \(measurement.steps.count) changes was visible immediately", failure: failure,
      reproduce: reproduction(measurement, of: wrong?.0),
      numbers: ["changes": .count(measurement.steps.count), "stale": .count(problems.count { $0 != nil }, .atMost(0))],
      exhibit: .exchanges(rows), dependsOnControl: true)
  }

  /// Shows by hand the page before and after `step`'s change.
  private func reproduction(_ seen: Measurement, of step: Step?) -> String {
    let curl = Reproduction.curl(seen.first.request)
    guard let step else { return curl }
    let delete = Reproduction.sqlite("DELETE FROM \(table) WHERE \(id) = \(step.id)")
    let commands =
      switch step.change {
      case .renamed:
        [curl, Reproduction.sqlite("UPDATE \(table) SET \(seen.column) = 'Zoe' WHERE \(id) = \(step.id)"), curl]
      case .deleted: [curl, delete, curl]
      case .inserted:
        [
          delete, curl,
          Reproduction.sqlite("INSERT INTO \(table) (\(id), \(seen.column)) VALUES (\(step.id), 'Zoe')"), curl,
        ]
      }
    return commands.joined(separator: "; ")
  }

  private static func wish(_ step: Step) -> String {
    switch step.change {
    case .renamed(_, let name): "row \(step.id) renamed to \(name.excerpt)"
    case .deleted: "row \(step.id) deleted"
    case .inserted: "row \(step.id) inserted"
    }
  }

  /// The problem with the page of each step, nil when there is none.
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
      return "row \(step.id) was renamed to \(new.excerpt), and is still returned as \(old.excerpt)"
    case .deleted: return row == nil ? nil : "row \(step.id) was deleted, and is still returned"
    // A page of other rows is out of order rather than out of date.
    case .inserted: return row == nil && step.page == previous ? "row \(step.id) was inserted, and is missing" : nil
    }
  }
}
