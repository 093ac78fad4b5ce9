internal import Base
package import Checks
package import Lessons
package import ModuleRuntime
package import Report

extension CheckOutcome {
  /// What faces show of a finding, with what comes from the module cut and made harmless. Without a `control` nothing
  /// was measured; `log` is what the module printed about it.
  package init(
    _ check: Check, _ finding: Finding, control: ControlReading? = nil, starvation: Starvation? = nil,
    log: LogExcerpt? = nil, attempts: Int = 1
  ) {
    // A failure that a slow machine could explain says nothing while pitfall's own reference is late too, or while the
    // module got no processor.
    let excuse = finding.verdict == .fail && finding.dependsOnControl ? Self.excuse(control, starvation) : nil
    let isExcused = excuse != nil
    let measured = finding.measured.excerpt(Excerpt.sentence)
    self.init(
      id: check.id, title: check.title, required: check.isRequired, points: check.points,
      verdict: isExcused ? .inconclusive : finding.verdict, cause: isExcused ? nil : finding.cause,
      expected: finding.expected,
      measured: excuse.map { "this machine was too busy: \($0) (otherwise: \(measured))" } ?? measured,
      evidence: log.map { .cut(.log, $0.text) }, reproduce: finding.reproduce,
      next: finding.verdict == .fail && !isExcused ? finding.next ?? log?.next ?? check.next : "",
      measurements: finding.numbers,
      exhibit: finding.exhibit?.mapTexts { $0.excerpt() }, control: control, attempts: attempts)
  }

  private static func excuse(_ control: ControlReading?, _ starvation: Starvation?) -> String? {
    if let control, control.isLate {
      return "a server known to be good answered after \(Int(control.lagMilliseconds.rounded())) ms"
    }
    return starvation.map { "the module was ready to run for \($0.awaited.inMilliseconds), and had no processor" }
  }

  /// The single check of a module that never ran, with the compiler's or the module's own words. It carries the points
  /// of all `checks`.
  /// `hint` says what to do about it.
  package static func starts(_ failure: StartFailure, hint: String, insteadOf checks: [Check]) -> CheckOutcome {
    let source: Evidence.Source =
      switch failure {
      case .doesNotCompile, .compilesTooLong: .compiler
      default: .log
      }
    return CheckOutcome(
      id: Report.startCheck, title: "The module starts", required: true,
      points: checks.filter(\.isRequired).map(\.points).reduce(0, +), verdict: .fail, cause: failure.cause,
      expected: "the module starts and answers GET /ping", measured: failure.description,
      evidence: .cut(source, failure.evidence), next: hint)
  }
}

extension StartFailure {
  fileprivate var cause: String {
    switch self {
    case .doesNotCompile: "starts.does-not-compile"
    case .compilesTooLong: "starts.compiles-too-long"
    case .exited: "starts.exited"
    case .limit: "starts.limit"
    case .neverListened: "starts.never-listened"
    case .servesElsewhere: "starts.serves-elsewhere"
    case .hungUp: "starts.hung-up"
    case .neverAnswered: "starts.never-answered"
    case .neverFinished: "starts.never-finished"
    case .tooLong: "starts.too-long"
    }
  }
}
