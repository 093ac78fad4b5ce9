package import Bench
package import Lessons

/// Requests a value that the module must look up for each request, by a key in a header.
///
/// Values are requested in turn and concurrently, changed from outside, and requested with keys that do not exist.
package struct ValueCheck: TrafficCheck {
  package struct Measurement: Sendable {
    package let trials: [Trial]

    package init(trials: [Trial]) {
      self.trials = trials
    }
  }

  private let target: String
  private let header: String
  private let table: String
  private let key: String
  private let value: String
  private let field: String

  package static let name = "value"
  package static let summary =
    "Requests a value that the module must look up for each request, by a key in a header."
  package static let parameters: [Parameter] = [
    Parameter("get", "a path", "The route that returns the value."),
    Parameter("header", "a header's name", "Carries the key."), .table,
    Parameter("key", "a column", "The keys."), Parameter("value", "a column", "The values."),
    Parameter("field", "a text", "The response's field with the value."),
  ]

  package init(_ fields: inout ManifestFields) throws {
    target = try fields.text("get")
    header = try fields.text("header")
    table = try fields.text("table")
    key = try fields.text("key")
    value = try fields.text("value")
    field = try fields.text("field")
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let database = try bench.database()
    let rows = bench.values.shuffled(try await database.rows(of: table))
    let others = try await database.newRows(2, of: table, bench.values)
    let plan = try plan(rows, newcomer: others[0], renamed: others[1].text(value))
    let outcomes = try await database.restoring(table) { try await bench.take(plan, in: database) }
    let secrets = try (rows + others).map { PrivateValue(value, try $0.text(value)) }
    return Measurement(trials: outcomes.map { Trial($0.attempt, $0.outcome, keeping: secrets) })
  }

  private func plan(_ rows: [DatabaseFile.Row], newcomer: DatabaseFile.Row, renamed: String) throws -> [Step] {
    let known = try rows.prefix(3).map { try $0.text(key) }
    guard known.count == 3 else { throw DatabaseFileError.tooFewRows(table, needed: 3) }
    let unknown = try newcomer.text(key)
    let some = known[0]
    return try [
      .ask("/ping", .ping, .served(ProbeRequest.pong)),
      .ask([served("one \(key)", rows[0])]), .ask([served("another \(key)", rows[1])]),
      .ask([served("the first \(key) again", rows[0])]),
      .ask([served("the header in lower case", rows[2], header: header.lowercased())]),
      .ask("no \(header)", ProbeRequest("GET", target), Self.refused),
      .ask([refused("an unknown \(key)", unknown)]),
      .ask([refused("one \(key) in another case", some.caseSwapped)]),
      .ask([refused("a part of one \(key)", String(some.dropLast()))]),
      .ask([refused("one \(key) with a quote", "x' OR '1'='1")]),
      .ask([refused("one \(key) with quotes", "x\" OR \"1\"=\"1")]),
      .ask([refused("a wildcard", "%"), refused("a wildcard", "*")]),
      .ask([refused("an empty \(key)", "")]),
      .ask(sideBySide(rows, unknown)), .ask(sideBySide(rows, unknown)),
      .insert(newcomer, into: table),
      .ask([served("one \(key) that was added", newcomer)]),
      .change("UPDATE \(table) SET \(value) = ? WHERE \(key) = ?", [.text(renamed), .text(some)]),
      .ask([served("one \(key) whose \(value) was changed", rows[0], as: renamed)]),
      .change("DELETE FROM \(table) WHERE \(key) = ?", [.text(unknown)]),
      .ask([refused("one \(key) that was taken out", unknown)]),
    ]
  }

  private static let refused = Trial.Demand.refused(Set(400...499))

  private func request(_ key: String, header: String? = nil) -> ProbeRequest {
    ProbeRequest("GET", target, headers: [.init(header ?? self.header, key)])
  }

  private func served(
    _ occasion: String, _ row: DatabaseFile.Row, header: String? = nil, as changed: String? = nil
  ) throws -> Trial.Attempt {
    Trial.Attempt(
      occasion, request(try row.text(key), header: header), .served([field: .text(try changed ?? row.text(value))]))
  }

  private func refused(_ occasion: String, _ key: String) -> Trial.Attempt {
    Trial.Attempt(occasion, request(key), Self.refused)
  }

  /// A dozen requests, each different from its neighbours.
  private func sideBySide(_ rows: [DatabaseFile.Row], _ unknown: String) throws -> [Trial.Attempt] {
    try (0..<12).map { index in
      index % 4 == 3
        ? refused("an unknown \(key), beside others", unknown)
        : try served("one \(key), beside others", rows[(index + index / 4) % 3])
    }
  }
}
