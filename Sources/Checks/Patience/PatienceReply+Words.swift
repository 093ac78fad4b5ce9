internal import Base
internal import Bench
internal import Report

extension PatienceReply {
  /// False for what no module does that waits long enough, however little of a processor it has.
  var dependsOnTime: Bool {
    switch problem {
    case nil, .tooEarly, .field(_, .other), .field(_, .oldRow): false
    default: true
    }
  }

  /// The first sign that the module does not wait, since the request was sent.
  var firstSign: Duration { min(elapsed, left ?? elapsed) }

  /// Before this time since it was sent, no module that waits long enough can have failed.
  func limit(_ waits: PatienceWaits) -> Duration { round == .locked ? waits.lockLimit : waits.upstreamLimit }

  func failure(_ waits: PatienceWaits) -> Failure? {
    guard let problem else { return nil }
    if round == .quick, case .response(let response) = problem {
      return Failure(
        PatienceCheck.name, "\(request), while nothing was slow,", response, insteadOf: "\(status)",
        next: advice(problem)
      )
    }
    return Failure(
      "patience.\(cause(problem))", words(problem, waits), next: advice(problem),
      mayBeLate: isGivenUp || dependsOnTime && firstSign >= limit(waits), isInLog: exchange.isServerError)
  }

  private func cause(_ problem: Problem) -> String {
    switch problem {
    case .askedAgain: "asked-again"
    case .cutShort: "cut-short"
    case .field(_, .other): "mixed-up"
    case .field(_, .oldRow): "old-row"
    case .field(_, .oldReply): "old"
    case .field(_, .nowhere), .otherBody, .response(.notJSON), .response(.field): "made-up"
    case .tooEarly: round == .locked ? "read-past-lock" : "answered-early"
    case .response where isGivenUp: "no-response"
    case .response:
      switch round {
      case .quick, .slow: "gave-up"
      case .locked: "gave-up-on-lock"
      case .beside, .after: "stopped-asking"
      }
    }
  }

  private var request: String { exchange.request.words }

  private func words(_ problem: Problem, _ waits: PatienceWaits) -> String {
    let after = "after \(elapsed.inMilliseconds)"
    switch problem {
    case .response where isGivenUp:
      return "\(request) got no response for \(elapsed.inMilliseconds)\(circumstances(waits))"
    case .response(let response):
      return "\(request) \(response.words(insteadOf: status)) \(after)\(circumstances(waits))"
    case .cutShort(let chunks):
      return "\(request) ended \(after) with \(chunks) of \(Upstream.chunkCount) chunks, as if it were complete"
        + circumstances(waits)
    case .otherBody: return "\(request) returned another body than the upstream's \(after)\(circumstances(waits))"
    case .askedAgain(let calls, let requests, let gap):
      let subject = requests == 1 ? request : "\(requests) requests for \(request)"
      let first = requests == 1 ? "the second" : "the first that was too many"
      return "\(subject) made \(calls) upstream calls, \(first) \(gap.inMilliseconds) after the first"
        + (gap < waits.delay ? ", which the upstream had not replied to yet" : "")
    case .tooEarly where round == .locked:
      return "\(request) was answered \(after), without waiting for the other program that had the database locked"
    case .tooEarly:
      return isCalled
        ? "\(request) was answered \(after), before the upstream had replied"
        : "\(request) was answered \(after), without an upstream call"
    case .field(let difference, let origin):
      let found = "\"\(difference.field)\": \(difference.found?.description ?? "nothing")"
      return "\(request) returned \(found) \(after), \(origin.words)\(circumstances(waits))"
    }
  }

  /// What the module should have waited for, or what went before.
  private func circumstances(_ waits: PatienceWaits) -> String {
    switch round {
    case .quick: ", while nothing was slow"
    case .slow where !isCalled: ", without an upstream call of its own"
    case .slow where elapsed < waits.delay: ", while the upstream took \(waits.delay.inMilliseconds); it may take 1 s"
    case .slow: ", although the upstream had replied after \(waits.delay.inMilliseconds)"
    case .beside: ", while the upstream was slow to reply to other requests, but not to this one"
    case .locked where elapsed < waits.lock:
      ", while another program had the database locked for \(waits.lock.inMilliseconds); it may for 1.5 s"
    case .locked: ", after another program had had the database locked for \(waits.lock.inMilliseconds)"
    case .after: ", after the upstream had been slow, and when it no longer was"
    }
  }

  /// Nil where the exception says more.
  private func advice(_ problem: Problem) -> String? {
    let isOnLock = round == .locked
    switch problem {
    case .response where exchange.status == 500 && !isOnLock: return nil
    case .response where round == .quick, .field where round == .quick, .otherBody where round == .quick:
      return "Get this route right without any delay first; the other checks say how."
    case .response, .cutShort:
      if round == .beside || round == .after {
        return
          "Remove what stops upstream calls after a slow one, such as a circuit breaker: each request makes its own."
      }
      return isOnLock
        ? "Give the driver a longer busy timeout (.waiting in Swift, timeout=5 in Python), or remove the deadline around "
          + "it: what waits for a locked database may have to wait for 1.5 s."
        : "Find the timeout around the upstream call, in its client, in the handler, or in a middleware, and set it to "
          + "several seconds."
    case .field(_, .oldRow):
      return "Remove what keeps rows between requests: read the row for each request, and wait until it can be read."
    case .field(_, .oldReply):
      return
        "Remove what keeps an earlier reply, as a cache or as a fallback: wait for this request's own upstream call, and "
        + "return its values."
    case .field(_, .other):
      return
        "Find what requests share while they wait, such as a global variable, and keep it in values of one request."
    case .askedAgain:
      return "Remove the second upstream call, a retry or a hedge: make one, and wait for its reply for up to 1 s."
    case .tooEarly where isOnLock:
      return "Read the row for each request, with the file's locks respected: no copy, no nolock and no immutable."
    case .field, .otherBody, .tooEarly:
      return isOnLock
        ? "Remove the value that stands in for a row that cannot be read yet, and wait for the lock to end."
        : "Remove the value that stands in for a late reply, and wait for the upstream's own."
    }
  }

  /// `row` is the table that the route reads, and the column that is changed. The upstream of `run --as` takes 1 s.
  func reproduction(_ row: (table: String, changes: String)?) -> String {
    let request = exchange.request
    switch problem {
    // What requests share shows when they overlap in a certain way, which the check of that makes certain.
    case .field(_, .other): return ""
    case .field(let difference, .oldRow):
      guard let row, let old = difference.found else { break }
      let update = Statement.update(
        row.table, [row.changes: .text("changed")], where: row.changes, is: old)
      return Reproduction.steps([
        Reproduction.curl(request), Reproduction.sqlite(update), Reproduction.whileLocked(Reproduction.curl(request)),
      ])
    // A kept reply, and a client that stopped asking, show in the second of two requests.
    case .field(_, .oldReply): return Reproduction.inTurn([request, request], .allAndTime)
    default: break
    }
    switch round {
    case .quick: return Reproduction.curl(request)
    case .slow: return Reproduction.curl(request, .allAndTime)
    case .beside, .after: return Reproduction.inTurn([request, request], .allAndTime)
    case .locked: return Reproduction.whileLocked(Reproduction.curl(request, .allAndTime))
    }
  }

  var row: ExchangeRow {
    ExchangeRow(
      "\(exchange.request.words)\(round.label)", expected: "\(status)", seen: seen, holds: problem == nil)
  }

  private var seen: String {
    let time = elapsed.inMilliseconds
    return switch problem {
    case nil: "\(status) after \(time)"
    case .response(.noResponse): "nothing for \(time)"
    case .response(.status(let status)): "\(status) after \(time)"
    case .response: "not JSON after \(time)"
    case .field(let difference, _): "\(difference.field) \(difference.found?.description ?? "missing") after \(time)"
    case .cutShort(let chunks): "\(chunks) of \(Upstream.chunkCount) chunks after \(time)"
    case .otherBody: "another body after \(time)"
    case .askedAgain(let calls, _, _): calls.counted("call")
    case .tooEarly: "too early, after \(time)"
    }
  }
}

extension ResponseProblem {
  /// As a predicate after the request.
  fileprivate func words(insteadOf status: Int) -> String {
    switch self {
    case .status(let found): "returned \(found) instead of \(status)"
    case .notJSON: "returned a body that is not JSON"
    default: "was cut off"
    }
  }
}

extension PatienceReply.Origin {
  /// As a clause after the value.
  fileprivate var words: String {
    switch self {
    case .oldRow: "the value from before the row was changed"
    case .oldReply: "the upstream's reply to an earlier request"
    case .other: "which belongs to another request"
    case .nowhere: "which neither the upstream nor the database has"
    }
  }
}

extension PatienceRequest.Round {
  fileprivate var label: String {
    switch self {
    case .quick: ""
    case .slow: ", upstream slow"
    case .beside: ", beside slow ones"
    case .locked: ", database locked"
    case .after: ", afterwards"
    }
  }
}
