internal import Base
internal import Bench
internal import Report

extension IsolationCheck {
  package static let thresholds = [inFlightThreshold]

  private static let inFlightThreshold = Threshold(
    "in_flight", .atLeast(2),
    "a module that never lets two requests wait together cannot mix them up, nor serve a crowd")

  package func judge(_ measurement: Measurement) -> Finding {
    let failed = measurement.failedReply
    let requests = measurement.replies.map(\.exchange.request)
    let shown = [failed?.exchange.request].compactMap(\.self) + requests.prefix(2)
    return Finding(
      expected: "requests of different users that wait for the upstream together each get their own user's record, and "
        + "what the upstream said to this very request: one request, one upstream call",
      passed:
        "\(measurement.replies.count) requests, \(measurement.mostInFlight) of them waiting together, each with its "
        + "own record and its own upstream reply",
      failure: failed.flatMap(Self.failure) ?? Self.wrongCalls(measurement) ?? Self.neverTogether(measurement),
      reproduce: Reproduction.concurrently(
        shown.reduce(into: []) { unique, request in if !unique.contains(request) { unique.append(request) } }),
      numbers: [
        "requests": .count(measurement.replies.count),
        "calls": .count(measurement.calls.values.reduce(0, +)),
        "in_flight": .count(measurement.mostInFlight, Self.inFlightThreshold.limit),
      ],
      exhibit: .exchanges(measurement.replies.map(Self.row).problemsFirst))
  }

  private static func failure(_ reply: Reply) -> Failure? {
    let request = "\(reply.exchange.request.words) with the token of \(reply.user)"
    switch reply.problem {
    case nil: return nil
    case .response(let problem): return Failure(name, request, problem)
    case .noCall: return Failure("isolation.no-call", "\(request) was answered without an upstream call")
    case .field(let difference, .nobody): return Failure(name, request, .field(difference))
    case .field(let difference, let owner):
      let found = "\"\(difference.field)\": \(difference.found?.excerpt ?? "nothing")"
      return Failure("isolation.mixed-up", "\(request) returned \(found), \(owner.words)")
    }
  }

  private static func wrongCalls(_ seen: Measurement) -> Failure? {
    if let stranger = seen.calls.keys.filter({ seen.requests[$0] == nil }).min() {
      return Failure(
        "isolation.wrong-calls", "the upstream was asked for \"\(stranger)\", who sent no request")
    }
    return seen.requests.sorted { $0.key < $1.key }
      .first { seen.calls[$0.key] ?? 0 != $0.value }
      .map {
        Failure(
          "isolation.wrong-calls",
          "\((seen.calls[$0.key] ?? 0).counted("upstream call")) for \($0.value.counted("request")) of \($0.key)"
        )
      }
  }

  private static func neverTogether(_ seen: Measurement) -> Failure? {
    guard !inFlightThreshold.allows(Double(seen.mostInFlight)) else { return nil }
    return Failure(
      "isolation.serialized",
      "requests never overlapped: users are isolated only because the server handles one request at a time",
      mayBeLate: true)
  }

  private static func row(_ reply: Reply) -> ExchangeRow {
    let seen =
      switch reply.problem {
      case nil: reply.user
      case .response(.noResponse): "no response"
      case .response(.status(let status)): "\(status)"
      case .response(.notJSON): "not JSON"
      case .response(.field(let difference)), .field(let difference, .nobody):
        "\(difference.field) \(difference.found?.excerpt ?? "missing")"
      case .noCall: "no upstream call"
      case .field(let difference, .otherUser(let other)): "\(difference.field) of \(other)"
      case .field(let difference, .otherRequest): "an old \(difference.field)"
      }
    return ExchangeRow("token of \(reply.user)", expected: reply.user, seen: seen, holds: reply.problem == nil)
  }
}

extension IsolationCheck.Measurement {
  /// The first reply with a problem; one without a response only when no other has a problem.
  fileprivate var failedReply: IsolationCheck.Reply? {
    replies.first { $0.problem != nil && !$0.mayBeLate } ?? replies.first { $0.problem != nil }
  }
}

extension IsolationCheck.Reply {
  fileprivate var mayBeLate: Bool {
    if case .response(let problem) = problem { problem.mayBeLate } else { false }
  }
}

extension IsolationCheck.Reply.Owner {
  fileprivate var words: String {
    switch self {
    case .otherUser(let name): "which belongs to \(name)"
    case .otherRequest: "which another request of the same user got"
    case .nobody: "which belongs to no one"
    }
  }
}
