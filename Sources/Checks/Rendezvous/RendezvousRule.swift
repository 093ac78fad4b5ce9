internal import Base
internal import Bench
internal import Report

extension RendezvousCheck {
  package static let thresholds = [workThreshold]

  private static let workThreshold = Threshold(
    "cpu_ms", .below(2_000),
    "a module that never stands still and never gets all calls in flight either computes, or had no processor: four "
      + "requests with a client of their own cost a right one 360 ms; with less than the limit the check is inconclusive"
  )

  package func judge(_ measurement: Measurement) -> Finding {
    let wanted = measurement.wanted
    let expected =
      "\(wanted) requests wait for the upstream concurrently, each with its own call and its own reply, and "
      + "/ping responds while they wait"
    let failure = Self.failure(measurement)
    if failure != nil, Self.isInDoubt(measurement) {
      return Finding(
        expected: expected, inconclusive: Self.doubt(measurement), reproduce: Self.reproduce(measurement),
        numbers: Self.numbers(measurement))
    }
    return Finding(
      expected: expected,
      passed:
        "\(wanted) calls in flight after \(measurement.held.inMilliseconds), and /ping responded while they waited",
      failure: failure, reproduce: Self.reproduce(measurement), numbers: Self.numbers(measurement),
      dependsOnControl: true)
  }

  private static func numbers(_ seen: Measurement) -> [String: Measure] {
    [
      "in_flight": .count(seen.mostInFlight, .atLeast(Double(seen.wanted))),
      "pings_answered": .count(seen.pingAnswered ? 1 : 0, .atLeast(1)),
      "answered_early": .count(seen.early.count, .atMost(0)),
      "right_responses": .count(seen.rightAnswers, .atLeast(Double(seen.wanted))),
      "upstream_calls": .count(seen.upstreamCalls, .atMost(Double(seen.wanted))),
      "held_ms": .milliseconds(seen.held),
      "cpu_ms": .milliseconds(seen.processorTime.used, workThreshold.limit),
    ]
  }

  /// The module was never seen idle for long, and did not work much either: it may only have lacked a processor.
  private static func isInDoubt(_ seen: Measurement) -> Bool {
    seen.ending == .patience && seen.early.isEmpty && workThreshold.allows(seen.processorTime.used.milliseconds)
  }

  private static func doubt(_ seen: Measurement) -> String {
    "only \(seen.mostInFlight) of \(seen.wanted) calls were in flight after \(seen.held.inMilliseconds), but the module was "
      + "still working or waiting for a processor (\(seen.processorTime.used.inMilliseconds) used, "
      + "\(seen.processorTime.awaited.inMilliseconds) waited)"
  }

  private static func failure(_ seen: Measurement) -> Failure? {
    let isFault = seen.refusals.contains { $0 >= 500 }
    func failure(_ cause: String, _ sentence: String, _ next: String?) -> Failure {
      Failure("rendezvous.\(cause)", sentence, next: next, isInLog: isFault)
    }
    let isCutShort = !seen.early.isEmpty || seen.ending == .met
    if isCutShort, let status = seen.refusals.max() {
      let requests =
        seen.refusals.count == 1
        ? "1 of \(seen.wanted) requests was" : "\(seen.refusals.count) of \(seen.wanted) requests were"
      let when =
        seen.early.first.map { ", after \($0.elapsed.inMilliseconds) and before the upstream had replied" } ?? ""
      return failure(
        status >= 500 ? "server-error" : "wrong-status", "\(requests) rejected, with a \(status)\(when)",
        seen.early.isEmpty
          ? nil
          : "Let \(seen.target) wait for the upstream: a client that gives up or a limit on concurrent requests turns a "
            + "slow reply into an error.")
    }
    if let early = seen.early.min(by: { $0.elapsed < $1.elapsed }) {
      let sentence =
        "\(seen.early.count) of \(seen.wanted) requests got a response before the upstream had replied; GET "
        + "\(early.target.excerpt(60)) got one after \(early.elapsed.inMilliseconds)"
      if seen.wrongAnswer?.origin == .earlierRequest {
        return failure(
          "answered-early", "\(sentence), and the reply to an earlier request was returned again", keepNone)
      }
      return failure(
        "answered-early", sentence,
        "Return what the upstream replies to this very request. A value from a cache, from another request's call, or "
          + "made up after a timeout is not that.")
    }
    switch seen.ending {
    case .stuck(let call):
      let ping = seen.pingAnswered ? "although /ping responded" : "and /ping got no response"
      return failure(
        "loop-blocked",
        "never more than \(seen.mostInFlight) of \(seen.wanted) calls in flight: the event loop was blocked in \(call), "
          + "waiting for the upstream, \(ping)",
        "Find the call to the upstream in \(seen.target), or in a function it calls, that waits on the event loop's thread. "
          + "Await an asynchronous client instead, or move the call to another thread.")
    case .standstill, .patience, .allAnswered: return tooFew(seen, failure)
    case .met:
      if seen.upstreamCalls != seen.wanted {
        return failure(
          "wrong-calls", "\(seen.upstreamCalls) upstream calls for \(seen.wanted) requests",
          "Call the upstream once for each request to \(seen.target): no second try, no call in advance.")
      }
      if seen.rightAnswers < seen.wanted || seen.wrongAnswer != nil { return wrongReply(seen, failure) }
      return nil
    }
  }

  private static let keepNone =
    "Keep no reply for later and share none: each request returns what its own call brought."

  private typealias MakeFailure = (_ cause: String, _ sentence: String, _ next: String?) -> Failure

  private static func wrongReply(_ seen: Measurement, _ failure: MakeFailure) -> Failure {
    guard let wrong = seen.wrongAnswer else {
      return failure(
        "wrong-reply", "only \(seen.rightAnswers) of \(seen.wanted) responses have what the upstream replied to them",
        nil)
    }
    let request = "GET \(wrong.target.excerpt(60))"
    guard case .field(let difference) = wrong.problem else {
      return Failure(
        name, request, wrong.problem,
        next: wrong.problem.isServerError
          ? nil : "Look at what \(seen.target) does with this value from its path, and after the upstream's reply.")
    }
    if case .otherCall(let path) = wrong.origin {
      return failure(
        "wrong-call", "\(request) made an upstream call for \(path.excerpt(60)) instead of its own",
        "Pass the value from the path on as the caller wrote it.")
    }
    let origin =
      switch wrong.origin {
      case .earlierRequest: "; that value was the reply to an earlier request"
      case .otherRequest: "; that value was the reply to another request"
      case .unknown, .otherCall: ""
      }
    return failure(
      "wrong-reply", "\(request) returned \(difference.words)\(origin)",
      wrong.origin == .unknown
        ? "Return the fields of the upstream's reply to this very request, and the value from the path as it came."
        : keepNone)
  }

  private static func tooFew(_ seen: Measurement, _ failure: MakeFailure) -> Failure {
    let held = seen.held.inMilliseconds
    let used = seen.processorTime.used
    if seen.ending == .patience, !workThreshold.allows(used.milliseconds) {
      return failure(
        "computing",
        "never more than \(seen.mostInFlight) of \(seen.wanted) calls in flight in \(held), while the module used "
          + "\(used.inMilliseconds) of CPU time",
        "Find the loop that keeps the processor busy while \(seen.target) waits for the upstream. Await the reply instead."
      )
    }
    if seen.mostInFlight == 0 {
      return failure(
        "no-call", "no request called the upstream within \(held)",
        "Check what \(seen.target) does before it calls the upstream: something there waits, or the call is missing.")
    }
    if seen.mostInFlight >= seen.wanted {
      return failure(
        "no-ping", "all \(seen.wanted) calls were in flight, but /ping got no response in \(held)",
        "Find what /ping has to wait for while the \(seen.target) requests wait: a thread pool or a limit they share, or a "
          + "blocked event loop.")
    }
    let inFlight = "never more than \(seen.mostInFlight) of \(seen.wanted) calls in flight in \(held)"
    if !seen.pingAnswered && seen.isLoopFree {
      return failure(
        "ping-queued", "\(inFlight), and /ping got no response, although the event loop is free",
        "Look for what both /ping and \(seen.target) have to wait for: a lock or a queue in a middleware, or a thread pool "
          + "with too few threads.")
    }
    if !seen.pingAnswered {
      return failure(
        "loop-blocked", "\(inFlight), and /ping got no response",
        "Find the call in \(seen.target), or in a function it calls, that blocks the event loop. Await it, or move it to "
          + "another thread.")
    }
    return seen.upstreamCalls < seen.wanted
      ? failure(
        "shared-calls", "\(inFlight), although the event loop is free: not every request makes a call of its own",
        "Look for what lets only some of the requests call the upstream: a lock, a queue, a pool with too few threads or "
          + "connections, or one call whose reply several requests share.")
      : failure(
        "calls-queued", "\(inFlight), although the event loop is free: the calls wait for one another",
        "Look for a lock, a queue, or a pool with too few threads or connections that \(seen.target) occupies while it "
          + "waits for the upstream.")
  }

  private static func reproduce(_ seen: Measurement) -> String {
    // A kept reply shows when its value is asked for again.
    if let early = seen.early.first {
      let request = ProbeRequest("GET", early.target)
      return Reproduction.inTurn([request, request], .time)
    }
    let words = Dictionary(seen.target.placeholders.map { ($0, "ABC") }) { first, _ in first }
    return Reproduction.ping(beside: ProbeRequest("GET", seen.target.filled(with: words)), times: seen.wanted)
  }
}
