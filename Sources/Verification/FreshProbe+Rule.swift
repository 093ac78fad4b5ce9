package import Probes

extension FreshProbe: TrafficRule {
  package func judge(_ measurement: Measurement) -> Finding {
    let failure = failure(measurement)
    let target = measurement.first.request.words
    let rows = measurement.steps.map { step in
      ExchangeRow(
        target, expected: Self.wish(step), seen: stale(step, measurement.column) ?? "so it is",
        holds: stale(step, measurement.column) == nil)
    }
    return Finding(
      failure == nil ? .pass : .fail,
      expected: "what another program has committed is served at once: a row renamed, one deleted, one inserted",
      measured: failure.map { "\(target): \($0)" } ?? "each of \(measurement.steps.count) changes was served at once",
      reproduce:
        "\(measurement.first.request.curl); sqlite3 $DATABASE_PATH \"UPDATE …\"; \(measurement.first.request.curl)",
      measurements: Exhibits.measurements(exchanges: rows),
      isInModuleLog: measurement.first.page.isFault || measurement.steps.contains { $0.page.isFault })
  }

  private func failure(_ seen: Measurement) -> String? {
    if seen.steps.isEmpty { return "it \(seen.first.page.words), and none of the table's rows that could be changed" }
    return seen.steps.lazy.compactMap { stale($0, seen.column) }.first
  }

  private static func wish(_ step: Step) -> String {
    switch step.change {
    case .renamed(_, let name): "row \(step.id) renamed to \(name.description)"
    case .deleted: "row \(step.id) deleted"
    case .inserted: "row \(step.id) inserted"
    }
  }

  /// What is wrong with the page, nil when nothing is.
  private func stale(_ step: Step, _ column: String) -> String? {
    guard let rows = step.page.rows else { return "it \(step.page.words)" }
    let row = rows.first { $0.id == step.id }
    switch step.change {
    case .renamed(let old, let new):
      guard let row, row.fields[column] == old, old != new else { return nil }
      return "row \(step.id) was renamed to \(new.description), and is still served as \(old.description)"
    case .deleted: return row == nil ? nil : "row \(step.id) was deleted, and is still served"
    case .inserted: return row == nil ? "row \(step.id) was inserted, and is not served" : nil
    }
  }
}
