package import Base
package import Bench
package import Lessons

/// Requests pages from all over a table again and again, while another program changes their rows.
package struct FreshCheck: TrafficCheck {
  package enum Change: Sendable, Equatable {
    case renamed(Int, from: JSONValue, to: JSONValue)
    case deleted(Int)
    case inserted(Int)
    /// So many rows, behind the last one.
    case appended(Int)
  }

  /// A change, and a page that it concerns.
  package struct Step: Sendable {
    package let request: ProbeRequest
    package let change: Change
    /// The page right before the change; nil when it was not requested.
    package let before: Page?
    /// The page that was requested instead, which this one follows; nil when it was this one, or none.
    package let previous: ProbeRequest?
    /// The rows that the page must have after the change; nil when it was not as it must be before.
    package let wanted: [PageRow]?
    /// The page after the change, on the connection that had carried the request before.
    package let onKept: Page
    /// The same on a new connection; nil when there was no response on the kept one.
    package let onNew: Page?
    /// Requested once more on the kept connection, because the two differed.
    package let onKeptAgain: Page?

    package init(
      request: ProbeRequest, change: Change, before: Page?, previous: ProbeRequest? = nil, wanted: [PageRow]?,
      onKept: Page, onNew: Page?, onKeptAgain: Page? = nil
    ) {
      self.request = request
      self.change = change
      self.before = before
      self.previous = previous
      self.wanted = wanted
      self.onKept = onKept
      self.onNew = onNew
      self.onKeptAgain = onKeptAgain
    }
  }

  package struct Measurement: Sendable {
    /// The usual page before any change.
    package let first: PageExchange
    package let column: String
    package let steps: [Step]

    package init(first: PageExchange, column: String, steps: [Step]) {
      self.first = first
      self.column = column
      self.steps = steps
    }
  }

  private static let fewestRows = 40

  let route: PagedRoute
  private let column: String
  private let usual: Int

  package static let name = "fresh"
  package static let summary =
    "Requests pages from all over a table again and again, on a kept-alive connection and on new ones, while another "
    + "program renames, deletes, inserts and appends rows."
  package static let parameters: [Parameter] = Parameter.pagedRoute + [.changes, .usual]

  package init(_ fields: inout ManifestFields) throws {
    route = try PagedRoute(&fields)
    column = try fields.text("changes")
    usual = try fields.integer("usual", in: 1...1_000, default: 10)
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let database = try bench.database()
    let table = PagedTable(try await route.rows(in: database, atLeast: Self.fewestRows))
    let first = try await bench.ask(route)
    guard (first.page.rows ?? []).count(where: { $0.id.map(table.contains) ?? false }) >= 2 else {
      return Measurement(first: first, column: column, steps: [])
    }
    // A module whose usual page has other rows fails another check, and may return every row with each page.
    let isUsual = first.page.rows == PageQuery().rows(of: table.rows, usual: usual)
    let queries = isUsual ? queries(table.rows, bench.values) : [PageQuery()]
    let steps = try await database.restoring(route.table) {
      var session = FreshSession(route, column, usual: usual, table, database, bench)
      defer { session.close() }
      for query in bench.values.shuffled(queries) {
        for kind in bench.values.shuffled(FreshSession.Kind.allCases) {
          try await session.change(kind, query)
        }
      }
      if isUsual {
        for query in previous(session.rows, bench.values) { try await session.changeNext(after: query) }
        try await session.append(pagesOf: bench.values)
      }
      return session.steps
    }
    return Measurement(first: first, column: column, steps: steps)
  }

  /// Pages whose next one, by position and by ID, is requested for the first time after a change. No other page has their
  /// limits. `rows` are those of now: only a page after a row that exists tells whether the module leaves that row out.
  private func previous(_ rows: [PageRow], _ values: FreshValues) -> [PageQuery] {
    func limit() -> Int { values.integer(in: 31...60) }
    func place() -> Int { values.integer(in: 1...max(rows.count - 200, rows.count / 4)) }
    return [PageQuery(skip: place(), limit: limit()), PageQuery(limit: limit(), after: rows[place()].id)]
  }

  /// Pages near the start, in the middle and near the end, by position and by ID: a copy may be kept of any of them.
  private func queries(_ rows: [PageRow], _ values: FreshValues) -> [PageQuery] {
    let count = rows.count
    // Of so many rows, some IDs have a gap between them.
    func limit() -> Int { values.integer(in: 8...30) }
    return [
      PageQuery(), PageQuery(limit: limit()), PageQuery(skip: values.integer(in: 1...max(count / 50, 1))),
      PageQuery(skip: values.integer(in: count / 10...count * 9 / 20), limit: limit()),
      PageQuery(skip: values.integer(in: count / 2...count * 3 / 4), limit: limit()),
      PageQuery(limit: limit(), after: rows[values.integer(in: count / 10...count * 3 / 4)].id),
    ]
  }
}
