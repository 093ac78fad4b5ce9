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
    /// Pages of the large table that are deeper than the small one has rows; their cost is not measured.
    package let deep: [WalkPage]

    package init(rows: Int, times: Int, bytesAdded: Int, amounts: [Amount], deep: [WalkPage] = []) {
      self.rows = rows
      self.times = times
      self.bytesAdded = bytesAdded
      self.amounts = amounts
      self.deep = deep
    }
  }

  /// No page may have as many rows.
  static let largest = 1_000_000

  let route: PagedRoute
  private let times: Int

  package static let name = "growth"
  package static let summary =
    "Compares the bytes that the module reads for one page of a small table and for the same "
    + "page of a large one, and looks whether the deepest pages of the large one have the right rows."
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
    let (bytesAdded, large, deep) = try await database.restoring(route.table) {
      let before = try await database.bytesInUse()
      try await database.multiply(route.table, by: times)
      let added = try await database.bytesInUse() - before
      // A module that reads every row takes long for each further page.
      let readings = try await readings(Array(queries.prefix(small.count)), database, bench) { index, reading in
        grows(amount(index, reading), times: times, bytesAdded: added)
      }
      return (added, readings, try await deepPages(queries, readings, database, bench))
    }
    return Measurement(
      rows: rows.count, times: times, bytesAdded: bytesAdded, amounts: large.enumerated().map(amount), deep: deep)
  }

  /// Pages near the start, deep ones, ones by ID, and ones with numbers that no caller may have: each may take another
  /// way through the module.
  ///
  /// OFFSET steps over every row before its own, in the small table as in the large one, so a page that is deep in both
  /// costs the same. The deepest begins where the small table ends.
  private static let endOfSmall = 3

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

  /// A page far down the large table, and its last one, which is short.
  ///
  /// They are requested only when the page where the small table ended is right: otherwise the module does not page by
  /// position, or serves the table as it was, and other checks say so.
  private func deepPages(
    _ queries: [PageQuery], _ readings: [Reading], _ database: DatabaseFile, _ bench: Bench
  ) async throws -> [WalkPage] {
    guard readings.count == queries.count else { return [] }
    let table = try await route.rows(in: database, atLeast: 50)
    let count = table.count
    guard readings[Self.endOfSmall].page.rows == queries[Self.endOfSmall].rows(of: table, usual: 0) else { return [] }
    let (values, left) = (bench.values, bench.values.integer(in: 2...9))
    var pages: [WalkPage] = []
    for query in [
      PageQuery(skip: values.integer(in: count / 2...count * 99 / 100), limit: values.integer(in: 10...50)),
      PageQuery(skip: count - left, limit: values.integer(in: 10...50)),
    ] {
      pages.append(WalkPage(try await bench.ask(route, query), wanted: query.rows(of: table, usual: 0)))
      if case .noAnswer = pages.last?.exchange.page { break }
    }
    return pages
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
