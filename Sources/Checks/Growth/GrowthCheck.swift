package import Bench
package import Lessons

/// Requests a page of a small table and the same page of a large one: how many bytes does the module read for it?
///
/// Another program commits before each request, because SQLite would otherwise have the pages in its cache.
package struct GrowthCheck: TrafficCheck {
  package struct Amount: Sendable {
    package let query: PageQuery
    package let request: ProbeRequest
    package let small: Reading
    package let large: Reading

    package init(query: PageQuery, request: ProbeRequest, small: Reading, large: Reading) {
      self.query = query
      self.request = request
      self.small = small
      self.large = large
    }
  }

  package struct Reading: Sendable {
    package let page: Page
    package let bytes: Int
    /// The part of these bytes that was read through a mapping of the database file.
    package let mapped: Int

    package init(page: Page, bytes: Int, mapped: Int = 0) {
      self.page = page
      self.bytes = bytes
      self.mapped = mapped
    }
  }

  package struct Measurement: Sendable {
    package let rows: Int
    package let times: Int
    /// The number of bytes by which the database grew from the small table to the large one.
    package let bytesAdded: Int
    package let amounts: [Amount]

    package init(rows: Int, times: Int, bytesAdded: Int, amounts: [Amount]) {
      self.rows = rows
      self.times = times
      self.bytesAdded = bytesAdded
      self.amounts = amounts
    }
  }

  /// No page may have as many rows.
  static let largest = 1_000_000

  private let route: PagedRoute
  private let times: Int

  package static let name = "growth"
  package static let summary =
    "Compares the bytes that the module reads for one page of a small table and for the same "
    + "page of a large one."
  package static let parameters: [Parameter] =
    Parameter.pagedRoute + [
      Parameter("times", "a whole number from 2 to 100; 10 by default", "How many times larger the large table is.")
    ]

  package init(_ fields: inout ManifestFields) throws {
    route = try PagedRoute(&fields)
    times = try fields.integer("times", in: 2...100, default: 10)
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let database = try bench.database()
    let rows = try await route.rows(in: database, atLeast: 50)
    let queries = queries(rows, bench.values)
    let small = try await readings(queries, database, bench) { _, _ in false }
    func amount(_ index: Int, _ large: Reading) -> Amount {
      Amount(query: queries[index], request: route.request(queries[index]), small: small[index], large: large)
    }
    let (bytesAdded, large) = try await database.restoring(route.table) {
      let before = try await database.bytesInUse()
      try await database.multiply(route.table, by: times)
      let added = try await database.bytesInUse() - before
      // A module that reads every row takes long for each further page.
      let readings = try await readings(Array(queries.prefix(small.count)), database, bench) { index, reading in
        grows(amount(index, reading), times: times, bytesAdded: added)
      }
      return (added, readings)
    }
    return Measurement(
      rows: rows.count, times: times, bytesAdded: bytesAdded, amounts: large.enumerated().map(amount))
  }

  /// Pages near the start, deep ones, ones by ID, and ones with numbers that no caller may have: each may take another
  /// way through the module.
  ///
  /// OFFSET steps over every row before its own, in the small table as in the large one, so a page that is deep in both
  /// costs the same. The deepest begins where the small table ends.
  private func queries(_ rows: [PageRow], _ values: FreshValues) -> [PageQuery] {
    let count = rows.count
    func near() -> Int { values.integer(in: 5...25) }
    func limit() -> Int { values.integer(in: 5...100) }
    return [
      PageQuery(),
      PageQuery(skip: near(), limit: near()),
      PageQuery(skip: values.integer(in: count / 4...count * 3 / 4), limit: limit()),
      PageQuery(skip: values.integer(in: count...count * 5 / 4), limit: limit()),
      PageQuery(limit: limit(), after: rows[values.integer(in: count / 4...count / 2)].id),
      PageQuery(skip: near(), limit: 1_000 * Self.largest),
      PageQuery(limit: -near()),
      PageQuery(skip: -near(), limit: near()),
    ]
  }

  /// One reading for each page, until one of them is enough or does not come.
  private func readings(
    _ queries: [PageQuery], _ database: DatabaseFile, _ bench: Bench, isEnough: (Int, Reading) -> Bool
  ) async throws -> [Reading] {
    var readings: [Reading] = []
    for (index, query) in queries.enumerated() {
      // What a module loads on first use, or when it first meets new rows, does not belong to a page.
      _ = try await bench.ask(route, query)
      try await database.commit()
      let before = try bench.recorder.witness.bytesRead()
      let page = try await bench.ask(route, query).page
      let bytes = try bench.recorder.witness.bytesRead() - before
      let mapped = bench.recorder.witness.residentBytes(of: database.path) ?? 0
      readings.append(Reading(page: page, bytes: bytes + mapped, mapped: mapped))
      if case .noAnswer = page { break }
      if isEnough(index, readings[index]) { break }
    }
    return readings
  }
}
