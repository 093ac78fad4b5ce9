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
  private let statuses: Set<Int>

  package static let name = "refusal"
  package static let summary =
    "Requests a private record with a valid bearer token (`Authorization: Bearer TOKEN`), "
    + "and in every way that must not be enough."
  package static let parameters: [Parameter] = [
    Parameter("get", "a path", "The route that returns the record."), .table, .token,
    Parameter("refused_with", "a list of statuses", "Any of them rejects a request."),
  ]

  package init(_ fields: inout ManifestFields) throws {
    target = try fields.text("get")
    table = try fields.text("table")
    token = try fields.text("token")
    let statuses = try fields.required("refused_with").list("'refused_with'")
    self.statuses = Set(try statuses.map { try $0.convert("a status", to: Int.self, named: "a whole number") })
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let database = try bench.database()
    let mark = bench.upstream.count
    let rows = bench.values.shuffled(try await database.rows(of: table))
    let newcomer = try await database.newRows(1, of: table, bench.values)[0]
    guard let some = rows.first else { throw DatabaseFileError.tooFewRows(table, needed: 1) }
    let plan = try plan(some, newcomer)
    let outcomes = try await database.restoring(table) { try await bench.take(plan, in: database) }
    // What the upstream replied for one user is private to that user as well.
    let replies = bench.upstream.calls(since: mark).map(\.reply)
    let secrets = (rows + [newcomer] + replies).flatMap { fields in
      fields.compactMap { name, value -> PrivateValue? in
        if case .text(let text) = value { PrivateValue(name, text) } else { nil }
      }
    }
    return Measurement(trials: outcomes.map { Trial($0.attempt, $0.outcome, keeping: secrets) })
  }

  private func plan(_ row: DatabaseFile.Row, _ newcomer: DatabaseFile.Row) throws -> [Step] {
    let good = try row.text(token)
    let unknown = try newcomer.text(token)
    return [
      answered("a good token", good),
      .ask("no token", ProbeRequest("GET", target), .refused(statuses)),
      refused("an unknown token", "Bearer \(unknown)"),
      refused("the token alone", good),
      refused("the token as Basic", "Basic \(good)"),
      refused("the token as Token", "Token \(good)"),
      refused("no token after Bearer", "Bearer "),
      refused("a part of a good token", "Bearer \(good.dropLast())"),
      refused("a good token and more", "Bearer \(good)x"),
      refused("a good token in another case", "Bearer \(good.caseSwapped)"),
      refused("a token with a quote", "Bearer x' OR '1'='1"),
      refused("a token with quotes", "Bearer x\" OR \"1\"=\"1"),
      // Some modules reject a token with a blank in it, and some strip quotes from one.
      refused("a quote and no blank", "Bearer x'OR'1'='1"),
      refused("a good token with a quote", "Bearer \(good.prefix(5))'\(good.dropFirst(5))"),
      refused("a good token in quotes", "Bearer \"\(good)\""),
      refused("a wildcard", "Bearer %"), refused("a wildcard", "Bearer *"),
      inQuery("token", good), inQuery("access_token", good), inQuery("authorization", "Bearer%20\(good)"),
      .insert(newcomer, into: table),
      answered("a token that was added", unknown),
      delete(unknown),
      refused("the added token, revoked", "Bearer \(unknown)"),
      delete(good),
      refused("a revoked token", "Bearer \(good)"),
    ]
  }

  private func request(_ authorization: String) -> ProbeRequest {
    ProbeRequest("GET", target, headers: [.init("Authorization", authorization)])
  }

  /// A token must have been used before it is revoked, or the revocation shows nothing.
  private func answered(_ occasion: String, _ token: String) -> Step {
    .ask(occasion, request("Bearer \(token)"), .answered)
  }

  private func refused(_ occasion: String, _ authorization: String) -> Step {
    .ask(occasion, request(authorization), .refused(statuses))
  }

  private func inQuery(_ name: String, _ value: String) -> Step {
    .ask("?\(name)=", ProbeRequest("GET", "\(target)?\(name)=\(value)"), .refused(statuses))
  }

  private func delete(_ token: String) -> Step {
    .change("DELETE FROM \(table) WHERE \(self.token) = ?", [.text(token)])
  }
}
