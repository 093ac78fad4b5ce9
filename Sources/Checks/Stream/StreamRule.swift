internal import Base
internal import Bench
internal import Report

extension StreamCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let isEarly = measurement.beginning == .arrived
    return Finding(
      expected: "the first chunk arrives while the upstream still holds the second, and then all the rest",
      passed: "the first chunk arrived while the second was held, and the whole body after it",
      failure: Self.failure(measurement), reproduce: Reproduction.curl(measurement.request, .asItArrives),
      numbers: ["bytes": .count(measurement.bytes)],
      exhibit: .exchanges([
        ExchangeRow(
          measurement.request.words, expected: "200", seen: measurement.status.map(String.init) ?? "no response",
          holds: measurement.status == 200),
        ExchangeRow(
          "its first chunk", expected: "immediately", seen: isEarly ? "immediately" : "not while the second was held",
          holds: isEarly),
        ExchangeRow(
          "its body", expected: "the upstream's", seen: measurement.isWhole ? "the upstream's" : "another",
          holds: measurement.isWhole),
      ]))
  }

  private static func failure(_ seen: Measurement) -> Failure? {
    let request = seen.request.words
    if let status = seen.status, status != 200 { return Failure(name, request, .status(status)) }
    if let excess = seen.failure, excess.isTooLong { return Failure(name, request, .noResponse(excess)) }
    // A slow machine can explain what did not arrive in time.
    func failure(_ cause: String, _ sentence: String) -> Failure {
      Failure("stream.\(cause)", sentence, mayBeLate: true)
    }
    switch seen.beginning {
    case .neverAsked:
      return seen.failure.map { Failure(name, request, .noResponse($0)) }
        ?? failure("no-call", "\(request) was answered without an upstream call for its stream")
    case .withheld(let duration, let pings):
      return failure(
        "buffered",
        "the upstream's first chunk was not passed on for \(duration.inMilliseconds), in which the module answered "
          + "\(pings) pings: it waits for the second chunk, or for the end")
    case .ended: return failure("ended-early", "\(request) ended before the upstream's first chunk had arrived")
    case .arrived: break
    }
    if let reason = seen.failure {
      return failure("broke-off", "the first chunk arrived, and then the response broke off: \(reason)")
    }
    return seen.isWhole
      ? nil
      : failure(
        "other-body", "the first chunk arrived, but the body, of \(seen.bytes) bytes, is not what the upstream sent")
  }
}
