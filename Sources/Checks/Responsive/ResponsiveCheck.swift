package import Base
package import Bench
package import Lessons
internal import ModuleRuntime

/// Requests pages while another program has locked the database, and sees whether they wait for it, and whether the
/// module serves other requests in the meantime.
package struct ResponsiveCheck: TrafficCheck {
  /// A request that was sent while the database was locked.
  package struct Held: Sendable {
    package let request: ProbeRequest
    /// The page before the change; nil when it was not requested.
    package let before: Page?
    /// The row of the page that was changed right before the lock.
    package let change: Change?
    /// The rows that the page must have since then; nil when it was not as it must be before.
    package let wanted: [PageRow]?
    package let page: Page
    /// How long the response took.
    package let elapsed: Duration
    /// Whether it came while the database was still locked.
    package let isEarly: Bool

    package init(
      request: ProbeRequest, before: Page?, change: Change?, wanted: [PageRow]?, page: Page, elapsed: Duration,
      isEarly: Bool
    ) {
      self.request = request
      self.before = before
      self.change = change
      self.wanted = wanted
      self.page = page
      self.elapsed = elapsed
      self.isEarly = isEarly
    }
  }

  package struct Change: Sendable, Equatable {
    package let id: Int
    package let column: String
    package let from: JSONValue
    package let to: JSONValue

    package init(id: Int, column: String, from: JSONValue, to: JSONValue) {
      self.id = id
      self.column = column
      self.from = from
      self.to = to
    }
  }

  package struct Measurement: Sendable {
    /// The usual page, while nobody had locked the database.
    package let first: PageExchange
    /// The journal mode as the module left it: "delete" unless it changed it.
    package let journalMode: String
    package let lock: Lock
    package let held: [Held]

    package init(first: PageExchange, journalMode: String, lock: Lock, held: [Held]) {
      self.first = first
      self.journalMode = journalMode
      self.lock = lock
      self.held = held
    }
  }

  private static let fewestRows = 40

  let route: PagedRoute
  private let column: String
  private let usual: Int

  package static let name = "responsive"
  package static let summary =
    "Requests several pages while another program has locked the database for 1.5 s: do they wait for it, and does the "
    + "module go on serving others?"
  package static let parameters: [Parameter] = Parameter.pagedRoute + [.changes, .usual]

  package init(_ fields: inout ManifestFields) throws {
    route = try PagedRoute(&fields)
    column = try fields.text("changes")
    usual = try fields.integer("usual", in: 1...1_000, default: 10)
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let database = try bench.database()
    var table = PagedTable(try await route.rows(in: database, atLeast: Self.fewestRows))
    let first = try await bench.ask(route)
    let journalMode = try await database.journalMode()
    var session = ResponsiveSession(route, usual: usual, database, bench)
    defer { session.close() }
    guard first.page.rows != nil else {
      return Measurement(first: first, journalMode: journalMode, lock: Lock(), held: [])
    }
    let count = table.rows.count
    let values = bench.values
    func limit() -> Int { values.integer(in: 8...30) }
    let middle = values.integer(in: 1...count / 2)
    // Near the start, in the middle and near the end, by position and by ID: a copy may be kept of any of them.
    try await session.visit(
      [
        PageQuery(), PageQuery(skip: middle, limit: limit()),
        PageQuery(skip: values.integer(in: count / 2...count * 3 / 4), limit: limit()),
        PageQuery(limit: limit(), after: table.rows[values.integer(in: 1...count / 2)].id),
      ], table)
    session.add(PageQuery(skip: middle + 1, limit: limit()))
    return try await database.restoring(route.table) {
      let changes = try await session.change(column, &table)
      let (lock, held) = try await session.hold(changes, table)
      let left = journalMode == "delete" ? try await database.journalMode() : journalMode
      return Measurement(first: first, journalMode: left, lock: lock, held: held)
    }
  }
}
