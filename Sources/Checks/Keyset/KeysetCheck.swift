package import Bench
package import Lessons

/// Reads all pages, each by the last id of the one before, while rows are inserted before the reader's position.
package struct KeysetCheck: TrafficCheck {
  package struct Measurement: Sendable {
    /// The first request, and the second by the last id of the first page.
    package let requests: [ProbeRequest]
    package let inserted: Int
    /// True when the second page was the first one again.
    package let isFirstAgain: Bool
    package let account: WalkAccount

    package init(requests: [ProbeRequest], inserted: Int, isFirstAgain: Bool, account: WalkAccount) {
      self.requests = requests
      self.inserted = inserted
      self.isFirstAgain = isFirstAgain
      self.account = account
    }
  }

  private static let inserted = 5
  private static let pagesBefore = 3

  let route: PagedRoute
  private let limit: Int

  package static let name = "keyset"
  package static let summary =
    "Reads all pages by the last ID of the page before, while rows are inserted where the "
    + "reader has been and an index appears that SQLite prefers to the table."
  package static let parameters: [Parameter] =
    Parameter.pagedRoute + [
      Parameter(
        "limit", "a whole number from 2 to 1000; 100 by default", "Rows of the largest page; each has its own limit.")
    ]

  package init(_ fields: inout ManifestFields) throws {
    route = try PagedRoute(&fields)
    limit = try fields.integer("limit", in: 2...1_000, default: 100)
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let database = try bench.database()
    let rows = try await route.rows(in: database, atLeast: (Self.pagesBefore + 1) * limit)
    let lasting = rows.compactMap(\.id)
    let values = bench.values
    let walk = try await database.restoring(route.table) {
      var table = PagedTable(rows)
      var isChanged = false
      // Pages may be smaller than requested.
      return try await Walk.through(atMost: 8 * lasting.count / limit, mostRows: 2 * lasting.count) { walk in
        let query = PageQuery(limit: values.integer(in: max(limit / 4, 2)...limit), after: walk.ids.last)
        return WalkPage(
          try await bench.ask(route, query), wanted: query.rows(of: table.rows, usual: 0), isAfterChange: isChanged)
      } isEnd: {
        $0.lastRows.isEmpty || Self.isFirstAgain($0)
      } change: { walk in
        guard walk.pages.count == Self.pagesBefore, let place = walk.ids.last else { return }
        isChanged = true
        let ids = free(below: place, lasting, values)
        table.insert(try await database.insert(ids: ids, into: route.table, values).map(route.row))
        try await database.preferIndex(of: route.table)
      }
    }
    return Measurement(
      requests: walk.pages.prefix(2).map(\.exchange.request), inserted: Self.inserted,
      isFirstAgain: Self.isFirstAgain(walk), account: walk.account(of: Set(lasting)))
  }

  /// The second page begins with the first row of the first one.
  private static func isFirstAgain(_ walk: Walk) -> Bool {
    guard walk.pages.count == 2, let again = walk.lastRows.first else { return false }
    return again == walk.pages[0].exchange.page.rows?.first
  }

  /// Some of the unused ids between the first row's id and `place`.
  private func free(below place: Int, _ taken: [Int], _ values: FreshValues) -> [Int] {
    let first = taken.first ?? place
    let free = Set(first...max(first, place)).subtracting(taken)
    return Array(values.shuffled(free.sorted()).prefix(Self.inserted))
  }
}
