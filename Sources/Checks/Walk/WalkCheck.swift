package import Bench
package import Lessons

/// Reads all pages one after the other, while rows are appended and an index appears that SQLite prefers to the table.
package struct WalkCheck: TrafficCheck {
  package struct Measurement: Sendable {
    /// The first request, and the first one after the change.
    package let requests: [ProbeRequest]
    package let appended: Int
    package let account: WalkAccount

    package init(requests: [ProbeRequest], appended: Int, account: WalkAccount) {
      self.requests = requests
      self.appended = appended
      self.account = account
    }
  }

  private static let appended = 20

  let route: PagedRoute
  private let limit: Int

  package static let name = "walk"
  package static let summary =
    "Reads all pages in turn, while rows are appended and an index appears that SQLite "
    + "prefers to the table."
  package static let parameters: [Parameter] =
    Parameter.pagedRoute + [
      Parameter("limit", "a whole number from 1 to 1000; 50 by default", "Rows of a page.")
    ]

  package init(_ fields: inout ManifestFields) throws {
    route = try PagedRoute(&fields)
    limit = try fields.integer("limit", in: 1...1_000, default: 50)
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let database = try bench.database()
    let lasting = Set(try await route.rows(in: database, atLeast: 4 * limit).compactMap(\.id))
    // One page more for the appended rows, and an empty one.
    let mostPages = lasting.count / limit + 2
    let pagesBefore = bench.values.integer(in: mostPages / 2...mostPages * 3 / 4)
    let walk = try await database.restoring(route.table) {
      try await Walk.through(atMost: mostPages, mostRows: 4 * lasting.count) { walk in
        try await bench.ask(route, skip: walk.pages.count * limit, limit: limit)
      } isEnd: {
        $0.lastRows.count < limit
      } change: { walk in
        guard walk.pages.count == pagesBefore else { return }
        try await database.preferIndex(of: route.table)
        try await database.insert(Self.appended, into: route.table, bench.values)
      }
    }
    return Measurement(
      requests: [0, pagesBefore].map { route.request(skip: $0 * limit, limit: limit) }, appended: Self.appended,
      account: walk.account(of: lasting))
  }
}
