package import Checks
package import Lessons
package import ModuleRuntime
package import Report

extension CheckOutcome {
  /// What faces show of a finding. Without a `control` nothing was measured; `log` is what the module printed about it.
  package init(
    _ check: Check, _ finding: Finding, control: ControlReading? = nil, log: LogExcerpt? = nil, attempts: Int = 1
  ) {
    // A failure that a slow machine could explain says nothing while pitfall's own reference is late too.
    let isExcused = finding.verdict == .fail && finding.dependsOnControl && control?.isLate == true
    let lag = Int((control?.lagMilliseconds ?? 0).rounded())
    self.init(
      id: check.id, title: check.title, required: check.isRequired, points: check.points,
      verdict: isExcused ? .inconclusive : finding.verdict, cause: isExcused ? nil : finding.cause,
      expected: finding.expected,
      measured: isExcused
        ? "this machine was too busy: a server known to be good answered after \(lag) ms (otherwise: \(finding.measured))"
        : finding.measured,
      evidence: log.map { Evidence(.log, $0.text) }, reproduce: finding.reproduce,
      next: finding.verdict == .fail && !isExcused ? finding.next ?? log?.next ?? check.next : "",
      measurements: finding.numbers,
      exhibit: finding.exhibit, control: control, attempts: attempts)
  }

  /// The single check of a module that never ran, with the compiler's or the module's own words. It carries the points
  /// of all `checks`.
  package static func starts(_ failure: StartFailure, hint: String, insteadOf checks: [Check]) -> CheckOutcome {
    let isCompiled = if case .doesNotCompile = failure { false } else { true }
    return CheckOutcome(
      id: Report.startCheck, title: "The module starts", required: true,
      points: checks.filter(\.isRequired).map(\.points).reduce(0, +), verdict: .fail, cause: failure.cause,
      expected: "the module starts and answers GET /ping", measured: failure.description,
      evidence: failure.evidence.isEmpty ? nil : Evidence(isCompiled ? .log : .compiler, failure.evidence),
      // When a module does not compile, the compiler's words are all there is to see.
      reproduce: isCompiled ? Reproduction.curl(.ping, .body) : "", next: failure.next(hint))
  }
}

extension StartFailure {
  fileprivate var cause: String {
    switch self {
    case .doesNotCompile: "starts.does-not-compile"
    case .exited: "starts.exited"
    case .limit: "starts.limit"
    case .neverListened: "starts.never-listened"
    case .neverAnswered: "starts.never-answered"
    }
  }

  /// `hint` says what a module of this track must have in order to serve.
  fileprivate func next(_ hint: String) -> String {
    switch self {
    case .doesNotCompile: "Fix the first error above; the ones after it often follow from it."
    case .exited: "Start with the last line of the log: it says why the server exited."
    case .limit: "Look for a loop that does not end at the top of the module."
    case .neverListened: hint
    case .neverAnswered:
      "Look at what happens before the first response: middleware, start-up hooks, GET /ping itself."
    }
  }
}
