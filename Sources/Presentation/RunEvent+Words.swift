package import Report

extension RunEvent {
  /// A line of progress; nil for what is no news to the person who waits.
  package var sentence: String? {
    switch self {
    case .preparing(let sentence): sentence
    case .compiling: "compiling the module"
    case .starting: "starting the module"
    case .running: "the module answers"
    case .measuring(let check): "measuring: \(check)"
    case .judged(let outcome): "\(outcome.id): \(outcome.verdict.rawValue)"
    case .printed: nil
    case .finished(let report): "\(report.lesson): \(report.verdict.rawValue)"
    }
  }
}
