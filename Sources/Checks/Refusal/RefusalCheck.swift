package import Bench
package import Lessons

/// Requests a private record with a valid bearer token, and in every way that must be rejected.
package struct RefusalCheck: TrafficCheck {
  package struct Measurement: Sendable {
    package let trials: [Trial]

    package init(trials: [Trial]) {
      self.trials = trials
    }
  }

  private let target: String
  private let table: String
  private let token: String
  private let body: ExpectedBody?
  private let statuses: Set<Int>

  package static let name = "refusal"
  package static let summary =
    "Requests private records with valid bearer tokens of many shapes (`Authorization: Bearer TOKEN`), "
    + "and in every way that must not be enough, on new connections and on one that stays open."
  package static let parameters: [Parameter] = [
    Parameter("get", "a path", "The route that returns the record."), .table, .token,
    Parameter(
      "body", "a mapping; nothing by default",
      "Fields that the response to a valid token must have: texts, or `\"{name}\"` for a column of its row."),
    Parameter("refused_with", "a list of statuses", "Any of them rejects a request."),
  ]

  package init(_ fields: inout ManifestFields) throws {
    target = try fields.text("get")
    table = try fields.text("table")
    token = try fields.text("token")
    body = try fields.optional("body").map { try ExpectedBody($0) }
    let statuses = try fields.required("refused_with").list("'refused_with'")
    self.statuses = Set(try statuses.map { try $0.convert("a status", to: Int.self, named: "a whole number") })
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let database = try bench.database()
    let mark = bench.upstream.count
    let plan = try await RefusalPlan(
      target: target, table: table, token: token, body: body, statuses: statuses, database: database,
      values: bench.values)
    let steps = try plan.steps()
    let trials = try await database.restoring(table) { try await bench.take(steps, in: database) }
    // What the upstream replied for one user is private to that user as well.
    let replies = bench.upstream.calls(since: mark).map(\.reply)
    let secrets = (plan.records + replies).flatMap { fields in
      fields.compactMap { name, value -> PrivateValue? in
        if case .text(let text) = value { PrivateValue(name, text) } else { nil }
      }
    }
    return Measurement(trials: trials.map { $0.keeping(secrets) })
  }
}
