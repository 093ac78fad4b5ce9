internal import Base
internal import Bench

/// Changes a table step by step, and requests a page before and after each change.
struct FreshSession {
  enum Kind: CaseIterable {
    case rename, delete, insert
  }

  /// Names with letters that have to be escaped, or take several bytes.
  private static let names: [@Sendable (String) -> String] = [
    { $0 }, { "O'\($0)" }, { "\($0) \"Zoë\"" }, { "<\($0)> & \\ %41" }, { "\($0) 🦊" },
  ]

  /// The time that a file was last changed is kept in steps of up to 4 ms, so a copy that is renewed whenever that time
  /// changes is right only if two changes are further apart.
  private static let pause = Duration.milliseconds(10)

  private let route: PagedRoute
  private let column: String
  private let usual: Int
  private let database: DatabaseFile
  private let bench: Bench
  private var table: PagedTable
  private var kept: KeptConnection
  private var lastChange = ContinuousClock.now
  private var renames: Int

  private(set) var steps: [FreshCheck.Step] = []
  /// No response came, and each further one could take its full patience as well.
  private var isOver = false

  /// `usual` is the number of rows of a page without a limit.
  init(
    _ route: PagedRoute, _ column: String, usual: Int, _ table: PagedTable, _ database: DatabaseFile, _ bench: Bench
  ) {
    self.route = route
    self.column = column
    self.usual = usual
    self.table = table
    self.database = database
    self.bench = bench
    kept = KeptConnection(bench)
    renames = bench.values.integer(in: 0...Self.names.count)
  }

  /// The table's rows after the changes so far.
  var rows: [PageRow] { table.rows }

  mutating func close() { kept.close() }

  /// Changes one of the rows that a page has.
  mutating func change(_ kind: Kind, _ query: PageQuery) async throws {
    guard !isOver else { return }
    try await waitForFileTime()
    let before = try await ask(query)
    guard let rows = before.rows, !rows.isEmpty else { return }
    let isRight = rows == query.rows(of: table.rows, usual: usual)
    guard let change = try await change(kind, among: rows.compactMap(\.id).filter(table.contains)) else { return }
    let wanted = isRight ? query.rows(of: table.rows, usual: usual) : nil
    try await look(query, change, before: before, wanted: wanted)
  }

  /// Requests a page, and changes a row of the next one, which nobody has requested yet.
  mutating func changeNext(after query: PageQuery) async throws {
    guard !isOver else { return }
    try await waitForFileTime()
    let previous = try await ask(query)
    // A module need not know `after`.
    guard !isOver, let rows = previous.rows, let last = rows.last?.id, let limit = query.limit,
      rows == query.rows(of: table.rows, usual: usual)
    else { return }
    let next =
      query.after == nil
      ? PageQuery(skip: (query.skip ?? 0) + limit, limit: limit) : PageQuery(limit: limit, after: last)
    try await bench.waitUntilAllWait()
    let ids = next.rows(of: table.rows, usual: usual).compactMap(\.id)
    guard let change = try await change(.rename, among: ids) else { return }
    try await look(
      next, change, before: nil, previous: route.request(query), wanted: next.rows(of: table.rows, usual: usual))
  }

  /// Appends rows behind the last one, and requests pages there: some that were requested before, and one that was not.
  mutating func append(pagesOf values: FreshValues) async throws {
    let count = table.rows.count
    let last = PageQuery(skip: count - 3, limit: values.integer(in: 20...30))
    let known = [
      last, PageQuery(skip: count, limit: values.integer(in: 10...20)),
      PageQuery(limit: 10, after: table.rows.last?.id),
    ]
    let new = PageQuery(skip: count + 1, limit: values.integer(in: 10...20))
    try await waitForFileTime()
    var before: [Page] = []
    for query in known where !isOver { before.append(try await ask(query)) }
    guard !isOver else { return }
    let isRight = zip(known, before).map { query, page in page.shows(query.rows(of: table.rows, usual: usual)) }
    let added = try await database.insert(values.integer(in: 4...8), into: route.table, values).map(route.row)
    table.insert(added)
    for (index, query) in (known + [new]).enumerated() where !isOver {
      // Only a module that serves the last rows as it must serves those behind them, too.
      let isDue = isRight[0] && (index >= known.count || isRight[index])
      let wanted = isDue ? query.rows(of: table.rows, usual: usual) : nil
      try await look(query, .appended(added.count), before: index < known.count ? before[index] : nil, wanted: wanted)
    }
  }

  private mutating func look(
    _ query: PageQuery, _ change: FreshCheck.Change, before: Page?, previous: ProbeRequest? = nil, wanted: [PageRow]?
  ) async throws {
    let onKept = try await ask(query)
    let onNew = isOver ? nil : try await bench.ask(route, query).page
    let onKeptAgain = onNew.map { $0 != onKept } == true ? try await ask(query) : nil
    steps.append(
      FreshCheck.Step(
        request: route.request(query), change: change, before: before, previous: previous, wanted: wanted,
        onKept: onKept, onNew: onNew, onKeptAgain: onKeptAgain))
  }

  private mutating func ask(_ query: PageQuery) async throws -> Page {
    let page = route.page(try await kept.ask(route.request(query)))
    if case .noAnswer = page { isOver = true }
    return page
  }

  /// Nil when there is no row, or no place for one.
  private mutating func change(_ kind: Kind, among ids: [Int]) async throws -> FreshCheck.Change? {
    defer { lastChange = .now }
    let (low, high) = (ids.min() ?? 0, ids.max() ?? 0)
    let candidates = kind == .insert ? table.free(from: low, to: high) : ids
    guard let id = bench.values.shuffled(candidates).first else { return nil }
    switch kind {
    case .rename:
      renames += 1
      let name = JSONValue.text(Self.names[renames % Self.names.count](bench.values.word()))
      try await database.update(route.table, id: id, [column: name])
      return table.change(id, column, to: name).map { .renamed(id, from: $0, to: name) }
    case .delete:
      try await database.delete(route.table, id: id)
      table.delete(id)
      return .deleted(id)
    case .insert:
      table.insert(try await database.insert(ids: [id], into: route.table, bench.values).map(route.row))
      return .inserted(id)
    }
  }

  private func waitForFileTime() async throws {
    let rest = Self.pause - (ContinuousClock.now - lastChange)
    if rest > .zero { try await Task.sleep(for: rest) }
  }
}

extension Page {
  /// True for these rows, or for an error response instead of none.
  fileprivate func shows(_ wanted: [PageRow]) -> Bool {
    rows == wanted || wanted.isEmpty && (400..<500).contains(status ?? 0)
  }
}
