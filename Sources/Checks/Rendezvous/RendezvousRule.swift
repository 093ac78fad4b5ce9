internal import Base
internal import Bench

extension RendezvousCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let wanted = measurement.wanted
    return Finding(
      expected: "\(wanted) requests wait for the upstream concurrently, each with its own call and its own reply, and "
        + "/ping responds while they wait",
      passed:
        "\(wanted) calls in flight after \(measurement.held.inMilliseconds), and /ping responded while they waited",
      failure: Self.failure(measurement), reproduce: Self.reproduce(measurement),
      numbers: [
        "in_flight": .count(measurement.mostInFlight, .atLeast(Double(wanted))),
        "pings_answered": .count(measurement.pingAnswered ? 1 : 0, .atLeast(1)),
        "answered_early": .count(measurement.answeredEarly, .atMost(0)),
        "right_responses": .count(measurement.rightAnswers, .atLeast(Double(wanted))),
        "upstream_calls": .count(measurement.upstreamCalls, .atMost(Double(wanted))),
        "held_ms": .milliseconds(measurement.held),
      ],
      dependsOnControl: true)
  }

  private static func failure(_ seen: Measurement) -> Failure? {
    let isFault = seen.refusals.contains { $0 >= 500 }
    func failure(_ cause: String, _ sentence: String) -> Failure {
      Failure("rendezvous.\(cause)", sentence, isInLog: isFault)
    }
    let isCutShort = seen.answeredEarly > 0 || seen.ending == .met
    if isCutShort, let status = seen.refusals.max() {
      let requests =
        seen.refusals.count == 1
        ? "1 of \(seen.wanted) requests was" : "\(seen.refusals.count) of \(seen.wanted) requests were"
      return failure(status >= 500 ? "server-error" : "wrong-status", "\(requests) rejected, with a \(status)")
    }
    if seen.answeredEarly > 0 {
      let requests =
        seen.answeredEarly == 1
        ? "1 of \(seen.wanted) requests was" : "\(seen.answeredEarly) of \(seen.wanted) requests were"
      return failure("answered-early", "\(requests) answered before the upstream had replied")
    }
    switch seen.ending {
    case .stuck(let call):
      let ping = seen.pingAnswered ? "although /ping responded" : "and /ping got no response"
      return failure(
        "loop-blocked",
        "never more than \(seen.mostInFlight) of \(seen.wanted) calls in flight: the event loop was blocked in \(call), "
          + "waiting for the upstream, \(ping)")
    case .standstill, .patience, .allAnswered: return tooFew(seen, failure)
    case .met:
      if seen.upstreamCalls != seen.wanted {
        return failure("wrong-calls", "\(seen.upstreamCalls) upstream calls for \(seen.wanted) requests")
      }
      if seen.rightAnswers < seen.wanted {
        return failure(
          "wrong-reply",
          "only \(seen.rightAnswers) of \(seen.wanted) responses have what the upstream replied to that "
            + "very request")
      }
      return nil
    }
  }

  private static func tooFew(_ seen: Measurement, _ failure: (_ cause: String, _ sentence: String) -> Failure)
    -> Failure
  {
    let held = seen.held.inMilliseconds
    if seen.mostInFlight == 0 { return failure("no-call", "no request called the upstream within \(held)") }
    if seen.mostInFlight >= seen.wanted {
      return failure("no-ping", "all \(seen.wanted) calls were in flight, but /ping got no response in \(held)")
    }
    let inFlight = "never more than \(seen.mostInFlight) of \(seen.wanted) calls in flight in \(held)"
    if !seen.pingAnswered { return failure("loop-blocked", "\(inFlight), and /ping got no response") }
    return seen.upstreamCalls < seen.wanted
      ? failure(
        "shared-calls", "\(inFlight), although the event loop is free: not every request makes a call of its own")
      : failure("calls-queued", "\(inFlight), although the event loop is free: the calls wait for one another")
  }

  private static func reproduce(_ seen: Measurement) -> String {
    let words = Dictionary(seen.target.placeholders.map { ($0, "ABC") }) { first, _ in first }
    return Reproduction.ping(beside: ProbeRequest("GET", seen.target.filled(with: words)), times: seen.wanted)
  }
}
