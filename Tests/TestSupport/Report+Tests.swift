internal import Base
package import Report

extension CheckOutcome {
  package static func forTests(
    _ id: String, _ verdict: Verdict, title: String = "Title", required: Bool = true, points: Int = 1,
    measured: String = "something was seen", evidence: Evidence? = nil, reproduce: String = "curl x",
    measurements: [String: Measure] = [:], exhibit: Exhibit? = nil, cause: String? = nil, duration: Duration? = nil
  ) -> CheckOutcome {
    CheckOutcome(
      id: id, title: title, required: required, points: points, verdict: verdict,
      cause: verdict == .fail ? cause ?? "\(id).cause" : nil, expected: "all is well", measured: measured,
      evidence: evidence,
      reproduce: reproduce, next: verdict == .fail ? "Do this." : "", measurements: measurements, exhibit: exhibit,
      duration: duration)
  }
}

extension Report {
  package static func forTests(
    _ checks: [CheckOutcome], seed: UInt64 = 5, duration: Duration = .milliseconds(1_234.5), started: Bool = true
  ) -> Report {
    Report(
      lesson: "07-sample", track: .swift, seed: seed, duration: duration, preparation: .zero, started: started,
      checks: checks)
  }
}
