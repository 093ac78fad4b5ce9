package import Base

/// One of the things that a check does in turn, from outside the module.
package enum Step: Sendable {
  /// Requests that are sent concurrently, each on its own connection.
  case ask([Trial.Attempt])
  /// Requests that are sent one after another on the connection of this name, which stays open.
  case keep(String, [Trial.Attempt])
  /// Lists of requests: each list is worked off in turn, all of them concurrently, each request on its own connection;
  /// the first request of each list finds the database locked.
  case crowd([[Trial.Attempt]])
  case insert([DatabaseFile.Row], into: String)
  /// A statement with "?" for each of its arguments.
  case change(String, [JSONValue])

  package static func ask(_ occasion: String, _ request: ProbeRequest, _ demand: Trial.Demand) -> Step {
    .ask([Trial.Attempt(occasion, request, demand)])
  }
}

extension Bench {
  /// What became of all requests. It ends with the first request that got no response, because each further one could
  /// take its full patience as well.
  package func take(_ steps: [Step], in database: DatabaseFile) async throws -> [Trial] {
    var trials: [Trial] = []
    var kept: [String: (connection: KeptConnection, last: Trial.Attempt?)] = [:]
    defer { for name in kept.keys { kept[name]?.connection.close() } }
    for step in steps {
      let mark = trials.count
      switch step {
      case .insert(let rows, let table): try await database.insert(rows, into: table)
      case .change(let statement, let arguments): try await database.execute(statement, arguments)
      case .ask(let attempts):
        let exchanges = try await askTogether(attempts.map(\.request))
        trials += zip(attempts, exchanges).map { Trial($0, $1.outcome) }
      case .keep(let name, let attempts):
        var (connection, last) = kept[name] ?? (KeptConnection(self), nil)
        for attempt in attempts {
          let exchange = try await connection.ask(attempt.request)
          let earlier = connection.before == nil ? nil : last
          trials.append(Trial(attempt, exchange.outcome, earlier.map { .after($0) } ?? .alone))
          last = attempt
          if exchange.answer == nil { break }
        }
        kept[name] = (connection, last)
      case .crowd(let lists):
        let turns = try await askInTurns(
          lists.map { $0.map(\.request) }, locking: database, keepingConnections: false)
        for (list, turns) in zip(lists, turns) {
          trials += zip(list, turns).map { Trial($0, $1.exchange.outcome, .besideOthers) }
        }
      }
      if trials[mark...].contains(where: { $0.exchange.answer == nil }) { break }
    }
    return trials
  }
}
