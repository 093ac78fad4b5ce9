internal import Base

extension RendezvousCheck: TrafficRule {
  package func judge(_ measurement: Measurement) -> Finding {
    let failure = Self.failure(measurement)
    let wanted = measurement.wanted
    return Finding(
      failure == nil ? .pass : .fail,
      expected: "\(wanted) requests wait for the partner at the same time, /ping is answered meanwhile, and each gets "
        + "a reply of its own: \(wanted) requests, \(wanted) calls",
      measured: failure
        ?? "\(wanted) calls in flight after \(measurement.held.inMilliseconds), /ping answered meanwhile",
      reproduce: Self.reproduce(measurement),
      measurements: [
        "in_flight": .count(measurement.mostInFlight),
        "wanted": .count(wanted),
        "ping_answered": .flag(measurement.pingAnswered),
        "answered_early": .count(measurement.answeredEarly),
        "right_answers": .count(measurement.rightAnswers),
        "upstream_calls": .count(measurement.upstreamCalls),
        "held_ms": .milliseconds(measurement.held),
      ],
      isInModuleLog: measurement.refusals.contains { $0 >= 500 })
  }

  private static func failure(_ seen: Measurement) -> String? {
    let inFlight = "\(seen.mostInFlight) of \(seen.wanted) calls in flight at most"
    let ping = seen.pingAnswered ? "though /ping was answered meanwhile" : "and /ping was not answered meanwhile"
    let isCutShort = seen.answeredEarly > 0 || seen.ending == .met
    if isCutShort, let status = seen.refusals.max() {
      return "\(seen.refusals.count) of \(seen.wanted) requests were refused, with a \(status)"
    }
    if seen.answeredEarly > 0 {
      return "\(seen.answeredEarly) of \(seen.wanted) requests were answered before the partner had replied to them"
    }
    switch seen.ending {
    case .stuck(let call):
      return "\(inFlight): the event loop sleeps in \(call) and waits for the partner's reply, \(ping)"
    case .standstill, .patience, .allAnswered:
      if seen.mostInFlight == 0 { return "no request called the partner within \(seen.held.inMilliseconds)" }
      if seen.mostInFlight >= seen.wanted {
        return "all \(seen.wanted) calls were in flight, but /ping was not answered in \(seen.held.inMilliseconds)"
      }
      let cause =
        !seen.pingAnswered
        ? ""
        : seen.upstreamCalls < seen.wanted
          ? ": the loop is free, but not each request makes a call of its own"
          : ": the loop is free, and the calls wait for one another"
      return "\(inFlight) after \(seen.held.inMilliseconds), \(ping)\(cause)"
    case .met:
      if seen.upstreamCalls != seen.wanted {
        return "\(seen.upstreamCalls) calls to the partner for \(seen.wanted) requests"
      }
      if seen.rightAnswers < seen.wanted {
        return "\(seen.rightAnswers) of \(seen.wanted) answers carry what the partner replied to that very request"
      }
      return nil
    }
  }

  private static func reproduce(_ measurement: Measurement) -> String {
    let target = measurement.target.filled(with: ["symbol": "ABC"])
    return "for i in 1 2 3 4; do curl -s http://127.0.0.1:8000\(target) & done; "
      + "curl -s -w ' %{time_total} s\\n' http://127.0.0.1:8000/ping; wait"
  }
}
