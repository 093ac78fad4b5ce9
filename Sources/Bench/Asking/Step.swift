package import Base

/// One of the things that a check does in turn, from outside the module.
package enum Step: Sendable {
  /// Requests that are sent concurrently, each on its own connection.
  case ask([Trial.Attempt])
  case insert(DatabaseFile.Row, into: String)
  /// A statement with "?" for each of its arguments.
  case change(String, [JSONValue])

  package static func ask(_ occasion: String, _ request: ProbeRequest, _ demand: Trial.Demand) -> Step {
    .ask([Trial.Attempt(occasion, request, demand)])
  }
}

extension Bench {
  /// The results of all requests. It ends with the first request that got no response, because each further one could
  /// take its full patience as well.
  package func take(
    _ steps: [Step], in database: DatabaseFile
  ) async throws -> [(attempt: Trial.Attempt, outcome: Exchange.Outcome)] {
    var outcomes: [(attempt: Trial.Attempt, outcome: Exchange.Outcome)] = []
    for step in steps {
      switch step {
      case .insert(let row, let table): try await database.insert([row], into: table)
      case .change(let statement, let arguments): try await database.execute(statement, arguments)
      case .ask(let attempts):
        let exchanges = try await askTogether(attempts.map(\.request))
        outcomes += zip(attempts, exchanges).map { ($0, $1.outcome) }
        if exchanges.contains(where: { $0.answer == nil }) { return outcomes }
      }
    }
    return outcomes
  }
}
