package import Bench
package import Lessons

/// Requests a page of a small table and the same page of a large one: how many bytes does the module read for it?
///
/// Another program commits before each request, because SQLite would otherwise have the pages in its cache.
package struct GrowthCheck: TrafficCheck {
  package struct Amount: Sendable {
    package let request: ProbeRequest
    package let small: Reading
    package let large: Reading

    package init(request: ProbeRequest, small: Reading, large: Reading) {
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
    let rows = try await route.rows(in: database, atLeast: 50).count
    let requests = [
      route.request(),
      // Close to the start, because OFFSET steps over every row before its own.
      route.request(skip: bench.values.integer(in: 5...25), limit: bench.values.integer(in: 5...25)),
    ]
    let small = try await readings(requests, database, bench)
    let (bytesAdded, large) = try await database.restoring(route.table) {
      let before = try await database.bytesInUse()
      try await database.multiply(route.table, by: times)
      return (try await database.bytesInUse() - before, try await readings(requests, database, bench))
    }
    return Measurement(
      rows: rows, times: times, bytesAdded: bytesAdded,
      amounts: zip(requests, zip(small, large)).map { Amount(request: $0, small: $1.0, large: $1.1) })
  }

  private func readings(_ requests: [ProbeRequest], _ database: DatabaseFile, _ bench: Bench) async throws -> [Reading]
  {
    // What a module loads on first use, or when it first meets new rows, does not belong to a page.
    for request in requests { _ = try await bench.ask(request) }
    var readings: [Reading] = []
    for request in requests {
      try await database.commit()
      let before = try bench.recorder.witness.bytesRead()
      let exchange = try await bench.ask(request)
      let bytes = try bench.recorder.witness.bytesRead() - before
      let mapped = bench.recorder.witness.residentBytes(of: database.path) ?? 0
      readings.append(Reading(page: route.page(exchange), bytes: bytes + mapped, mapped: mapped))
    }
    return readings
  }
}
