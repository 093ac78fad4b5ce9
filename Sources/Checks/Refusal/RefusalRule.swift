internal import Bench

extension RefusalCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let trials = measurement.trials
    return trials.finding(
      Self.name,
      expected:
        "a valid token is served with its own record; everything else is rejected with nothing private anywhere in the "
        + "response, and so is a token that was revoked a moment ago",
      passed: "\(trials.count) requests; \(trials.count { $0.isRejection }) rejected, none of them disclosing anything")
  }
}

extension Trial {
  fileprivate var isRejection: Bool {
    if case .refused = demand { true } else { false }
  }
}
