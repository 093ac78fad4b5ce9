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
    return Finding(
      expected: "each user gets their own record, and what the upstream said to this very request (one request, one "
        + "upstream call): in turn on one connection, and while requests of different users wait together",
      passed:
        "\(measurement.replies.count) requests, \(measurement.mostInFlight) of them waiting together, each with its "
        + "own record and its own upstream reply",
      failure: failed.flatMap(Self.failure) ?? Self.wrongCalls(measurement) ?? Self.neverTogether(measurement),
      reproduce: Self.reproduction(measurement, failed),
      numbers: [
        "requests": .count(measurement.replies.count),
        "calls": .count(measurement.calls.values.reduce(0, +)),
        "in_flight": .count(measurement.mostInFlight, Self.inFlightThreshold.limit),
      ],
      exhibit: .exchanges(measurement.replies.map(Self.row).problemsFirst))
  }

  private static func failure(_ reply: Reply) -> Failure? {
    let request = reply.words
    switch reply.problem {
    case nil: return nil
    case .response(.status(let status)):
      return Failure(name, request, .status(status), next: status < 500 ? Advice.rejected : nil)
    case .response(let problem): return Failure(name, request, problem)
    case .noCall:
      return Failure("isolation.no-call", "\(request) was answered without an upstream call", next: Advice.call)
    case .field(let difference, .nobody): return Failure(name, request, .field(difference), next: Advice.field)
    case .field(let difference, let owner):
      let found = "\"\(difference.field)\": \(difference.found?.excerpt ?? "nothing")"
      return Failure(
        "isolation.mixed-up", "\(request) returned \(found), \(owner.words)",
        next: advice(owner, reply))
    case .disclosed(let kind, let owner):
      return Failure(
        "isolation.disclosed", "\(request) returned \(reply.exchange.statusText) with a \(kind) in it, \(owner.words)",
        next: advice(owner, reply))
    }
  }

  /// A connection is to blame only for what belongs to the other user whom it served just before.
  private static func advice(_ owner: Reply.Owner, _ reply: Reply) -> String {
    switch owner {
    case .otherRequest: Advice.call
    case .namesake: Advice.byName
    case .otherUser(let other): other == reply.before && other != reply.user ? Advice.connection : Advice.shared
    case .nobody: Advice.shared
    }
  }

  static func wrongCalls(_ seen: Measurement) -> Failure? {
    if let stranger = seen.calls.keys.filter({ seen.requests[$0] == nil }).min() {
      return Failure(
        "isolation.wrong-calls", "the upstream was asked for \"\(stranger)\", who sent no request",
        next: "Call the upstream with the name in the record of the user who asks.")
    }
    return seen.requests.sorted { $0.key < $1.key }
      .first { seen.calls[$0.key] ?? 0 != $0.value }
      .map { user, requests in
        let calls = seen.calls[user] ?? 0
        return Failure(
          "isolation.wrong-calls", "\(calls.counted("upstream call")) for \(requests.counted("request")) of \(user)",
          next: calls > requests ? Advice.oneCall : Advice.call)
      }
  }

  private static func neverTogether(_ seen: Measurement) -> Failure? {
    guard !inFlightThreshold.allows(Double(seen.mostInFlight)) else { return nil }
    return Failure(
      "isolation.serialized",
      "requests never overlapped: users are isolated only because the server handles one request at a time",
      next: "Look for what lets only one request through at a time: a lock or semaphore around the upstream call, a "
        + "blocking call on the event loop, or a single database connection that is held during the call.",
      mayBeLate: true)
  }

  private static func row(_ reply: Reply) -> ExchangeRow {
    let seen =
      switch reply.problem {
      case nil: reply.user ?? "nothing private"
      case .response(.noResponse): "no response"
      case .response(.status(let status)): "\(status)"
      case .response(.notJSON): "not JSON"
      case .response(.field(let difference)), .field(let difference, .nobody):
        "\(difference.field) \(difference.found?.excerpt ?? "missing")"
      case .noCall: "no upstream call"
      case .field(let difference, .otherUser(let other)): "\(difference.field) of \(other)"
      case .field(let difference, .namesake): "\(difference.field) of a namesake"
      case .field(let difference, .otherRequest): "an old \(difference.field)"
      case .disclosed(let kind, .otherUser(let other)): "\(kind) of \(other)"
      case .disclosed(let kind, _): "a \(kind)"
      }
    return ExchangeRow(
      reply.user.map { "token of \($0)" } ?? "an unknown token", expected: reply.user ?? "nothing private", seen: seen,
      holds: reply.problem == nil)
  }

  /// What to do about each sort of failure.
  private enum Advice {
    static let shared =
      "Look for what the two requests share: a global variable, an object that is created once, an actor, a cursor or "
      + "session of all requests. Pass the user from the dependency to the handler as a parameter instead."
    static let connection =
      "Look for what is stored for a connection or a client address. Several users share a kept-alive connection, as "
      + "behind a proxy: each request must be answered by its own header alone."
    static let byName =
      "Names repeat: read the record by the token alone, never by name, and keep nothing by name. Only the token says "
      + "whose it is."
    static let call =
      "Call the upstream once in every request, and use that reply: keep no greeting for later requests, and share none "
      + "between requests that run concurrently."
    static let oneCall =
      "Look for a second way to the upstream in one request: a dependency that is called by hand or with "
      + "use_cache=False, or a retry. Call it once and pass its value on."
    static let rejected =
      "Follow this user's valid token through the dependency while other requests are in progress: it was not found, "
      + "or it was asked before it existed and the miss was remembered, or an error of the database was taken for an "
      + "unknown token, or the user was lost on the way to the handler (a context variable or task-local value that is "
      + "set elsewhere)."
    static let field =
      "Compare this field of the response with the user's row in the database and with the upstream's reply."
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

  /// `GET /me with the token of BEN, on the connection that just served ANN`
  fileprivate var words: String {
    let token = user.map { "the token of \($0)" } ?? "an unknown token"
    return "\(exchange.request.words) with \(token)"
      + (before.map { ", on the connection that just served \($0)," } ?? "")
  }
}

extension IsolationCheck.Reply.Owner {
  fileprivate var words: String {
    switch self {
    case .otherUser(let name): "which belongs to \(name)"
    case .namesake: "which belongs to another user of the same name"
    case .otherRequest: "which another request for the same name got"
    case .nobody: "which belongs to no one"
    }
  }
}
