package import Bench
package import Lessons

/// Reads all pages one after the other, while rows are appended and an index appears that SQLite prefers to the table.
package struct WalkCheck: TrafficCheck {
  package struct Measurement: Sendable {
    package let appended: Int
    package let account: WalkAccount
    /// Pages near the start that were right before the walk, requested again after it.
    package let again: [WalkPage]
    /// The statements that created the index; nil when the walk ended before.
    package let index: String?

    package init(appended: Int, account: WalkAccount, again: [WalkPage] = [], index: String? = nil) {
      self.appended = appended
      self.account = account
      self.again = again
      self.index = index
    }
  }

  private static let appended = 20

  let route: PagedRoute
  let limit: Int
  private let usual: Int

  package static let name = "walk"
  package static let summary =
    "Reads all pages in turn, while rows are appended and an index appears that SQLite "
    + "prefers to the table."
  package static let parameters: [Parameter] =
    Parameter.pagedRoute + [
      Parameter(
        "limit", "a whole number from 1 to 1000; 50 by default", "Rows of the largest page; each has its own limit."),
      .usual,
    ]

  package init(_ fields: inout ManifestFields) throws {
    route = try PagedRoute(&fields)
    limit = try fields.integer("limit", in: 1...1_000, default: 50)
    usual = try fields.integer("usual", in: 1...1_000, default: 10)
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let database = try bench.database()
    let rows = try await route.rows(in: database, atLeast: 4 * limit)
    let right = try await rightPages(bench, rows)
    return try await database.restoring(route.table) {
      let (walk, table, index) = try await walk(bench, database, PagedTable(rows))
      let account = walk.account(of: Set(rows.compactMap(\.id)))
      var again: [WalkPage] = []
      if account.obstacle == nil, account.flaw == nil {
        for query in right {
          let wanted = query.rows(of: table.rows, usual: usual)
          again.append(WalkPage(try await bench.ask(route, query), wanted: wanted, isAfterChange: true))
        }
      }
      return Measurement(appended: Self.appended, account: account, again: again, index: index)
    }
  }

  /// Pages that the walk reads before the index appears: those of them that are right now.
  private func rightPages(_ bench: Bench, _ rows: [PageRow]) async throws -> [PageQuery] {
    let values = bench.values
    var right: [PageQuery] = []
    for query in [
      PageQuery(), PageQuery(limit: values.integer(in: 1...limit)),
      PageQuery(skip: values.integer(in: 1...rows.count / 4), limit: values.integer(in: 1...limit)),
    ] {
      if try await bench.ask(route, query).page.rows == query.rows(of: rows, usual: usual) { right.append(query) }
    }
    return right
  }

  /// Every page has a limit of its own, and begins after as many rows as were requested so far.
  private func walk(
    _ bench: Bench, _ database: DatabaseFile, _ table: PagedTable
  ) async throws -> (Walk, PagedTable, index: String?) {
    var table = table
    var asked = (rows: 0, limit: 0)
    var index: String?
    let values = bench.values
    let (count, smallest) = (table.rows.count, max(limit / 4, 1))
    let place = values.integer(in: count * 2 / 5...count * 7 / 10)
    // One page more for the appended rows, and an empty one.
    let walk = try await Walk.through(atMost: count / smallest + 2, mostRows: 4 * count) { _ in
      let query = PageQuery(skip: asked.rows, limit: values.integer(in: smallest...limit))
      asked = (asked.rows + (query.limit ?? 0), query.limit ?? 0)
      return WalkPage(
        try await bench.ask(route, query), wanted: query.rows(of: table.rows, usual: usual), isAfterChange: index != nil
      )
    } isEnd: {
      $0.lastRows.count < asked.limit
    } change: { _ in
      guard index == nil, asked.rows >= place else { return }
      index = try await database.preferIndex(of: route.table)
      table.insert(try await database.insert(Self.appended, into: route.table, values).map(route.row))
    }
    return (walk, table, index)
  }
}
