extension ValueCheck: TrafficRule {
  package func judge(_ measurement: Measurement) -> Finding {
    let trials = measurement.trials
    return trials.finding(
      expected: "each request gets the value that belongs to its own header, as it is in the database at that moment; "
        + "without one, or with one that nobody has, it is refused",
      held: "\(trials.count) requests, each answered with its own value or refused")
  }
}
