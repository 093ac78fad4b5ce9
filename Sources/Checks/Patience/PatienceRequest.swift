package import Base
package import Bench

/// A request of the patience check, and what its response may repeat.
package struct PatienceRequest: Sendable {
  /// What is going on while the request waits.
  package enum Round: Sendable {
    /// Nothing yet.
    case quick
    /// The upstream is slow to reply to it.
    case slow
    /// The upstream is slow to reply to others.
    case beside
    /// The database is locked.
    case locked
    /// Nothing any more.
    case after
  }

  package let round: Round
  /// The index of its route.
  let route: Int
  package let request: ProbeRequest
  /// The words of its path, and the columns of its row.
  let known: [String: JSONValue]
  /// The columns of its row that were changed, as they were before.
  let outdated: [String: JSONValue]

  package init(
    _ round: Round, route: Int = 0, _ request: ProbeRequest, known: [String: JSONValue] = [:],
    outdated: [String: JSONValue] = [:]
  ) {
    self.round = round
    self.route = route
    self.request = request
    self.known = known
    self.outdated = outdated
  }

  func again(_ round: Round) -> PatienceRequest {
    PatienceRequest(round, route: route, request, known: known, outdated: outdated)
  }
}
