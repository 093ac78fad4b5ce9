internal import Base
internal import Bench
internal import Report

extension FreshCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let flaws = measurement.steps.map { FreshFlaw($0, measurement.column) }
    let wrong = flaws.firstIndex { $0 != nil }
    let rows = zip(measurement.steps, flaws).map { step, flaw in
      ExchangeRow(step.request.words, expected: step.change.words, seen: flaw?.words ?? "it is", holds: flaw == nil)
    }
    return Finding(
      expected: "what another program has committed is returned immediately, on every page: a row renamed, deleted, "
        + "inserted, or appended",
      passed:
        "each of the \(measurement.steps.count) changes was visible immediately, on a connection that was kept open "
        + "and on a new one",
      failure: failure(measurement, wrong.flatMap { index in flaws[index].map { (measurement.steps[index], $0) } }),
      reproduce: reproduction(measurement, wrong.map { measurement.steps[$0] }, wrong.flatMap { flaws[$0] }),
      numbers: [
        "changes": .count(measurement.steps.count), "stale": .count(flaws.count { $0 != nil }, .atMost(0)),
      ],
      exhibit: .exchanges(rows.problemsFirst), dependsOnControl: true)
  }

  private func failure(_ seen: Measurement, _ wrong: (step: Step, flaw: FreshFlaw)?) -> Failure? {
    if seen.steps.isEmpty {
      let first = seen.first
      return first.page.status == 200 && first.page != .noList
        ? Failure(
          "fresh.no-rows", "\(first.words), but the check needs two rows of the table to change",
          next: "Let \(first.request.words) return rows of the table \(route.table), with their IDs.")
        : first.failure(Self.name)
    }
    guard let (step, flaw) = wrong else { return nil }
    let request = step.request.words
    if flaw.kind == .noPage {
      return PageExchange(step.request, flaw.page).failure(
        Self.name, after: step.change.past, next: step.breaksJSON(flaw.page) ? nextForNames(seen) : nil)
    }
    return Failure(
      "fresh.\(flaw.kind.rawValue)", "\(request)\(flaw.place.words): \(flaw.words)", next: next(step, flaw, seen))
  }

  private func next(_ step: Step, _ flaw: FreshFlaw, _ seen: Measurement) -> String {
    let request = step.request.words
    if let previous = step.previous, flaw.kind == .stale {
      return
        "\(request) had not been requested before, only \(previous.words): look for pages that are read ahead, and read "
        + "the rows of a page when it is requested."
    }
    switch flaw.place {
    case .kept:
      return "Look for what the module keeps for a connection or a client, and uses for its next request: it must read "
        + "the rows of \(request) anew for every request."
    case .late:
      return
        "Look for a copy that is renewed only later: in the background, by a timer, or when it is old enough. Read the "
        + "rows of \(request) for every request, before it is answered."
    case .both, .new: break
    }
    switch flaw.kind {
    case .oldEnd:
      return
        "Look for a number of rows, or a highest ID, that is kept from earlier: the database ends a page by itself, so "
        + "no total is needed."
    case .limitedSkip:
      return
        "Let skip be the OFFSET of the query of \(request) as it is, however large: do not limit it, not even to a number of "
        + "rows."
    case .altered: return nextForNames(seen)
    case .wrongRows, .noPage:
      return "Let the query of \(request) alone decide which rows are returned; keep no rows or positions from earlier "
        + "requests."
    case .stale:
      let usual = seen.steps.filter { $0.request == seen.first.request }
      return !usual.isEmpty && usual.allSatisfy { FreshFlaw($0, seen.column) == nil }
        ? "\(seen.first.request.words) is read anew, and \(request) is not: look for rows or responses that are kept for such "
          + "pages alone, and read them from the database for every request."
        : "Look for rows or responses that outlive the request that loaded them (a global, a cache, a session or a "
          + "transaction that stays open), and read them from the database for every request."
    }
  }

  private func nextForNames(_ seen: Measurement) -> String {
    "Return \(seen.column) as the database has it, as a JSON string: let a JSON encoder escape it, and nothing else."
  }

  /// Shows by hand the page before and after `step`'s change.
  private func reproduction(_ seen: Measurement, _ step: Step?, _ flaw: FreshFlaw?) -> String {
    guard let step else { return Reproduction.curl(seen.first.request) }
    // Each curl opens a connection of its own, and comes late.
    if step.previous == nil, flaw?.place == .kept || flaw?.place == .late { return "" }
    let curl = Reproduction.curl(step.request, .body)
    let first = step.previous.map { Reproduction.curl($0, .body) } ?? curl
    let (table, id, column) = (route.table, route.id, seen.column)
    func copy(_ new: String) -> String {
      "CREATE TEMP TABLE new AS SELECT * FROM \(table) ORDER BY \(id) DESC LIMIT 1; UPDATE new SET \(id) = \(new); "
        + "INSERT INTO \(table) SELECT * FROM new"
    }
    let statement =
      switch step.change {
      case .renamed(let row, _, let name):
        "UPDATE \(table) SET \(column) = '\(name.plainText.replacing("'", with: "''"))' WHERE \(id) = \(row)"
      case .deleted(let row): "DELETE FROM \(table) WHERE \(id) = \(row)"
      case .inserted(let row): copy("\(row)")
      case .appended: copy("\(id) + 1")
      }
    return "\(first); \(Reproduction.sqlite(statement)); \(curl)"
  }
}

extension FreshCheck.Step {
  /// True when a page was a list until it had a name with unusual letters.
  fileprivate func breaksJSON(_ page: Page) -> Bool {
    if case .renamed = change { page == .noList && before?.rows != nil } else { false }
  }
}

extension FreshCheck.Change {
  var words: String {
    switch self {
    case .renamed(let id, _, let name): "row \(id) renamed to \(name.excerpt)"
    case .deleted(let id): "row \(id) deleted"
    case .inserted(let id): "row \(id) inserted"
    case .appended(let count): "\(PageRow.words(count)) appended"
    }
  }
}
