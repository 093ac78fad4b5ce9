internal import Base
internal import Bench
internal import Lessons

/// The requests of one run, with the rows that they need and the changes that are made to those.
struct PatiencePlan: Sendable {
  /// Before anything is slow or changed.
  private(set) var quick: [PatienceRequest] = []
  /// While the upstream is slow.
  private(set) var slow: [PatienceRequest] = []
  /// While those wait, and the upstream is quick again.
  private(set) var beside: [PatienceRequest] = []
  /// While the database is locked.
  private(set) var locked: [PatienceRequest] = []
  /// When all is over.
  private(set) var after: [PatienceRequest] = []
  private(set) var changes: [(statement: String, arguments: [JSONValue])] = []
  /// The late parts of the slow streams.
  let lateParts: [Int]
  /// The rows of each table before the changes.
  private(set) var before: [String: [DatabaseFile.Row]] = [:]
  private var now: [String: [DatabaseFile.Row]] = [:]

  init(_ routes: [PatienceCheck.Route], _ bench: Bench) async throws {
    // The head and two of the later chunks: a module that serves one stream after another waits no longer than it may.
    let later = bench.values.shuffled(Array(1..<Upstream.chunkCount)).prefix(2)
    lateParts = bench.values.shuffled([0] + later)
    for row in routes.compactMap(\.row) where before[row.table] == nil {
      let rows = bench.values.shuffled(try await bench.database().rows(of: row.table))
      guard rows.count >= 3 else { throw DatabaseFileError.tooFewRows(row.table, needed: 3) }
      before[row.table] = rows
      now[row.table] = rows
    }
    for route in routes {
      guard let row = route.row else { continue }
      try await change(row.table, at: route.calls == nil ? 0 : 2, row.changes, bench)
    }
    for (index, route) in routes.enumerated() {
      if let row = route.row {
        try add(index, route, rowsOf: row.table, bench.values)
      } else {
        add(index, route, bench.values)
      }
    }
  }

  /// Changes a row that was read just before, so that an old copy of it shows.
  private mutating func change(_ name: String, at index: Int, _ column: String, _ bench: Bench) async throws {
    let database = try bench.database()
    let value = try await database.newRows(1, of: name, bench.values)[0][column]
    guard let value, let key = try database.table(name).columns.first?.name, let id = now[name]?[index][key] else {
      throw DatabaseFileError.noColumn(column)
    }
    now[name]?[index][column] = value
    changes.append(("UPDATE \(name) SET \(column) = ? WHERE \(key) = ?", [value, id]))
  }

  private mutating func add(
    _ index: Int, _ route: PatienceCheck.Route, rowsOf table: String, _ values: FreshValues
  ) throws {
    let (before, now) = (before[table] ?? [], now[table] ?? [])
    func request(_ round: PatienceRequest.Round, _ row: Int) throws -> PatienceRequest {
      let isQuick = round == .quick
      let known = isQuick ? before[row] : now[row]
      let headers = route.headers.map {
        ProbeRequest.Header($0.name, PathTemplate($0.template).filled(with: known.texts))
      }
      return PatienceRequest(
        round, route: index, route.request.fresh(values, headers: headers), known: known,
        outdated: isQuick ? [:] : before[row].filter { known[$0.key] != $0.value })
    }
    if route.calls == nil {
      quick.append(try request(.quick, 0))
      locked += try [request(.locked, 0), request(.locked, 1)]
    } else {
      quick += try [request(.quick, 0), request(.quick, 2)]
      slow += try [request(.slow, 0), request(.slow, 1)]
      locked.append(try request(.locked, 2))
    }
    after.append(try request(.after, 0))
  }

  private mutating func add(_ index: Int, _ route: PatienceCheck.Route, _ values: FreshValues) {
    func request(_ round: PatienceRequest.Round) -> PatienceRequest {
      let request = route.request.fresh(
        values, headers: route.headers.map { ProbeRequest.Header($0.name, $0.template) })
      let words = route.request.path.match(request.target) ?? [:]
      return PatienceRequest(round, route: index, request, known: words.mapValues { .text($0) })
    }
    let first = request(.quick)
    quick.append(first)
    if route.body == nil {
      slow += lateParts.map { _ in request(.slow) }
    } else {
      // One that has a last known value, unless it creates something.
      slow += [first.request.method == "GET" ? first.again(.slow) : request(.slow), request(.slow)]
    }
    beside.append(request(.beside))
    after.append(request(.after))
  }

  /// Runs `work`, then restores the tables that it changes.
  func restoringTables<Value>(_ bench: Bench, _ work: () async throws -> Value) async throws -> Value {
    try await restoring(before.keys.sorted()[...], bench, work)
  }

  private func restoring<Value>(
    _ tables: ArraySlice<String>, _ bench: Bench, _ work: () async throws -> Value
  ) async throws -> Value {
    guard let table = tables.first else { return try await work() }
    return try await bench.database().restoring(table) { try await restoring(tables.dropFirst(), bench, work) }
  }
}

extension DatabaseFile.Row {
  fileprivate var texts: [String: String] { mapValues(\.plainText) }
}
