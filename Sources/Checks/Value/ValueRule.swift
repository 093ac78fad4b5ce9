extension ValueCheck {
  package func judge(_ measurement: Measurement) -> Finding {
    let trials = measurement.trials
    return trials.finding(
      Self.name,
      expected: "each request gets the value of its own header, as it is in the database at that moment; without the "
        + "header, or with an unknown one, it is rejected",
      passed: "\(trials.count) requests, each answered with its own value or rejected")
  }
}
