internal import Base
internal import Report

extension StreamCheck: TrafficRule {
  package func judge(_ measurement: Measurement) -> Finding {
    let failure = Self.failure(measurement)
    let isEarly = measurement.beginning == .arrived
    return Finding(
      failure == nil ? .pass : .fail,
      expected: "the first chunk arrives while the partner still holds the second, and then all the rest",
      measured: failure ?? "the first chunk arrived while the second was held, and the whole body after it",
      reproduce: measurement.request.curl.replacing("curl -si", with: "curl -siN"),
      measurements: Exhibits.measurements(exchanges: [
        ExchangeRow(
          measurement.request.words, expected: "200", seen: measurement.status.map(String.init) ?? "no answer",
          holds: measurement.status == 200),
        ExchangeRow(
          "its first chunk", expected: "at once", seen: isEarly ? "at once" : "not while the second was held",
          holds: isEarly),
        ExchangeRow(
          "its body", expected: "the partner's", seen: measurement.isWhole ? "the partner's" : "another",
          holds: measurement.isWhole),
      ]),
      // Only what did not come in time can be this machine's fault.
      dependsOnControl: measurement.status.map { $0 == 200 } ?? true,
      isInModuleLog: (measurement.status ?? 0) >= 500)
  }

  private static func failure(_ seen: Measurement) -> String? {
    let request = seen.request.words
    if let status = seen.status, status != 200 { return "\(request) answered \(status) instead of 200" }
    switch seen.beginning {
    case .neverAsked:
      return seen.failure.map { "\(request): \($0)" } ?? "\(request) answered without asking the partner for its stream"
    case .withheld(let duration, let pings):
      return "the partner's first chunk was not passed on for \(duration.inMilliseconds), in which the module answered "
        + "\(pings) pings: it waits for the second, or for the end"
    case .ended: return "\(request) ended before the partner's first chunk had come through"
    case .arrived: break
    }
    if let failure = seen.failure { return "the first chunk arrived, and then: \(failure)" }
    return seen.isWhole
      ? nil : "the first chunk arrived, but the body, of \(seen.bytes) bytes, is not what the partner sent"
  }
}
