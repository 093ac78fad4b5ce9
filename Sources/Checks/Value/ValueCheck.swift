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
    "Requests a value that the module must look up for each request, by a key in a header: in turn on one connection, "
    + "and concurrently."
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
    let plan = try await ValuePlan(
      target: target, header: header, table: table, key: key, value: value, field: field, database: database,
      values: bench.values)
    let steps = try plan.steps()
    let trials = try await database.restoring(table) { try await bench.take(steps, in: database) }
    let secrets = try plan.records.map { PrivateValue(value, try $0.text(value)) }
    return Measurement(trials: trials.map { $0.keeping(secrets) })
  }
}
