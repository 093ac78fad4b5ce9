package import Bench
package import Lessons

/// Reads all pages, each by the last id of the one before, while rows are inserted before the reader's position.
package struct KeysetCheck: TrafficCheck {
  package struct Measurement: Sendable {
    /// The second request, by the last id of the first page.
    package let request: ProbeRequest
    package let inserted: Int
    /// True when the second page was the first one again.
    package let isFirstAgain: Bool
    package let account: WalkAccount

    package init(request: ProbeRequest, inserted: Int, isFirstAgain: Bool, account: WalkAccount) {
      self.request = request
      self.inserted = inserted
      self.isFirstAgain = isFirstAgain
      self.account = account
    }
  }

  private static let inserted = 5
  private static let pagesBefore = 3

  private let route: PagedRoute
  private let limit: Int

  package static let name = "keyset"
  package static let summary =
    "Reads all pages by the last ID of the page before, while rows are inserted where the "
    + "reader has been."
  package static let parameters: [Parameter] =
    Parameter.pagedRoute + [
      Parameter("limit", "a whole number from 1 to 1000; 100 by default", "Rows of a page.")
    ]

  package init(_ fields: inout ManifestFields) throws {
    route = try PagedRoute(&fields)
    limit = try fields.integer("limit", in: 1...1_000, default: 100)
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let database = try bench.database()
    let lasting = try await route.rows(in: database, atLeast: (Self.pagesBefore + 1) * limit).compactMap(\.id)
    let walk = try await database.restoring(route.table) {
      // Pages may be smaller than requested.
      try await Walk.through(atMost: 4 * lasting.count / limit, mostRows: 2 * lasting.count) { walk in
        try await bench.ask(route, limit: limit, after: walk.ids.last)
      } isEnd: {
        $0.lastRows.isEmpty || Self.isFirstAgain($0)
      } change: { walk in
        guard walk.pages.count == Self.pagesBefore, let place = walk.ids.last else { return }
        try await database.insert(ids: free(below: place, lasting, bench.values), into: route.table, bench.values)
      }
    }
    return Measurement(
      request: route.request(limit: limit, after: walk.pages.first?.page.rows?.last?.id), inserted: Self.inserted,
      isFirstAgain: Self.isFirstAgain(walk),
      account: walk.account(of: Set(lasting)))
  }

  private static func isFirstAgain(_ walk: Walk) -> Bool {
    walk.pages.count == 2 && walk.lastRows == walk.pages.first?.page.rows && !walk.lastRows.isEmpty
  }

  /// Some of the unused ids between the first row's id and `place`.
  private func free(below place: Int, _ taken: [Int], _ values: FreshValues) -> [Int] {
    let first = taken.first ?? place
    let free = Set(first...max(first, place)).subtracting(taken)
    return Array(values.shuffled(free.sorted()).prefix(Self.inserted))
  }
}
