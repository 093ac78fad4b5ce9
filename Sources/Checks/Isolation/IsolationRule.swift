internal import Bench
internal import Report

extension IsolationCheck: TrafficRule {
  package func judge(_ measurement: Measurement) -> Finding {
    let failed = measurement.failedReply
    let failure = failed.map(Self.sentence) ?? Self.wrongCalls(measurement) ?? Self.neverTogether(measurement)
    let requests = measurement.replies.map(\.exchange.request.curl)
    let shown = Set([failed?.exchange.request.curl, requests.first].compactMap { $0 }).union(requests.prefix(2))
    let rows = measurement.replies.sorted { $0.problem != nil && $1.problem == nil }.prefix(8).map(Self.row)
    return Finding(
      failure == nil ? .pass : .fail,
      expected: "requests of different users that wait for the partner together each get their own user's record and "
        + "a greeting of their own: one request, one call to the partner",
      measured: failure
        ?? "\(measurement.replies.count) requests, \(measurement.mostInFlight) of them waiting together, each with "
        + "its own record and greeting",
      reproduce: shown.sorted().joined(separator: " & ") + " & wait",
      measurements: [
        "requests": .count(measurement.replies.count),
        "calls": .count(measurement.calls.values.reduce(0, +)),
        "in_flight": .count(measurement.mostInFlight),
      ].merging(Exhibits.measurements(exchanges: Array(rows))) { own, _ in own },
      dependsOnControl: failed?.mayBeLate ?? (Self.wrongCalls(measurement) == nil),
      isInModuleLog: (failed?.exchange.status ?? 0) >= 500)
  }

  private static func sentence(_ reply: Reply) -> String {
    let request = "\(reply.exchange.request.words) with the token of \(reply.user)"
    return switch reply.problem {
    case nil: request
    case .noAnswer(let reason): "\(request) brought no answer: \(reason)"
    case .status(let status): "\(request) answered \(status) instead of 200"
    case .notJSON: "\(request) answered a body that is no JSON"
    case .noCall: "\(request) was answered without a call to the partner"
    case .field(let difference, let owner):
      "\(request) answered \"\(difference.field)\": \(difference.found?.description ?? "nothing"), "
        + owner.words(difference)
    }
  }

  private static func wrongCalls(_ seen: Measurement) -> String? {
    if let stranger = seen.calls.keys.filter({ seen.requests[$0] == nil }).min() {
      return "the partner was asked for \"\(stranger)\", who sent no request"
    }
    return seen.requests.sorted { $0.key < $1.key }
      .first { seen.calls[$0.key] ?? 0 != $0.value }
      .map { "\(seen.calls[$0.key] ?? 0) calls to the partner for the \($0.value) requests of \($0.key)" }
  }

  private static func neverTogether(_ seen: Measurement) -> String? {
    guard seen.mostInFlight < 2 else { return nil }
    return "no two requests ever waited for the partner together: users are kept apart by serving one at a time"
  }

  private static func row(_ reply: Reply) -> ExchangeRow {
    let seen =
      switch reply.problem {
      case nil: reply.user
      case .noAnswer: "no answer"
      case .status(let status): "\(status)"
      case .notJSON: "no JSON"
      case .noCall: "no call"
      case .field(let difference, .otherUser(let other)): "\(difference.field) of \(other)"
      case .field(let difference, .otherRequest): "an old \(difference.field)"
      case .field(let difference, .nobody): "\(difference.field) \(difference.found?.description ?? "missing")"
      }
    return ExchangeRow("token of \(reply.user)", expected: reply.user, seen: seen, holds: reply.problem == nil)
  }
}

extension IsolationCheck.Measurement {
  /// The first one that is wrong; one that was not answered only when no other is.
  fileprivate var failedReply: IsolationCheck.Reply? {
    replies.first { $0.problem != nil && !$0.mayBeLate } ?? replies.first { $0.problem != nil }
  }
}

extension IsolationCheck.Reply {
  fileprivate var mayBeLate: Bool {
    if case .noAnswer = problem { true } else { false }
  }
}

extension IsolationCheck.Reply.Owner {
  fileprivate func words(_ difference: FieldDifference) -> String {
    switch self {
    case .otherUser(let name): "which belongs to \(name)"
    case .otherRequest: "which another request of the same user got"
    case .nobody: "instead of \(difference.expected.description)"
    }
  }
}
