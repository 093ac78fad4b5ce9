internal import Report

/// Outcomes as pages show them.
enum OutcomeWords {
  static func chip(_ outcome: GradeResult.Outcome) -> HTML { .chip(words(outcome), kind(outcome)) }

  static func words(_ outcome: GradeResult.Outcome) -> String {
    switch outcome {
    case .passed: "passed"
    case .failed: "failed"
    case .rejected: "rejected"
    case .inconclusive: "inconclusive"
    case .infrastructure: "infrastructure"
    }
  }

  static func kind(_ outcome: GradeResult.Outcome) -> String {
    switch outcome {
    case .passed: "good"
    case .failed, .rejected: "bad"
    case .inconclusive, .infrastructure: "warn"
    }
  }

  static func seconds(_ milliseconds: Double) -> String {
    milliseconds < 10_000
      ? "\(((milliseconds / 100).rounded() / 10).shortText) s" : "\((milliseconds / 1000).rounded().shortText) s"
  }
}
