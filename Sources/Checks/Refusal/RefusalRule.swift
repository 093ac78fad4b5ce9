internal import Bench

extension RefusalCheck: TrafficRule {
  package func judge(_ measurement: Measurement) -> Finding {
    let trials = measurement.trials
    return trials.finding(
      expected: "a good token is served; anything else is refused, with nothing private anywhere in the answer, and so "
        + "is a token that was revoked a moment ago",
      held: "\(trials.count) requests, \(trials.count { $0.isRefusal }) of them refused without a word too many")
  }
}

extension Trial {
  fileprivate var isRefusal: Bool {
    if case .refused = demand { true } else { false }
  }
}
