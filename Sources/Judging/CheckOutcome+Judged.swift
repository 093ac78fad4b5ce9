package import Checks
package import Lessons
package import ModuleRuntime
package import Report

extension CheckOutcome {
  /// What faces show of a finding. Without a `control` nothing was measured; `log` is the end of the module's log.
  package init(
    _ check: Check, _ finding: Finding, control: ControlReading? = nil, starvation: Starvation? = nil,
    log: String? = nil, attempts: Int = 1
  ) {
    // A failure that a slow machine could explain says nothing while pitfall's own reference is late too, or while the
    // module got no processor.
    let excuse = finding.verdict == .fail && finding.dependsOnControl ? Self.excuse(control, starvation) : nil
    let isExcused = excuse != nil
    self.init(
      id: check.id, title: check.title, required: check.isRequired, points: check.points,
      verdict: isExcused ? .inconclusive : finding.verdict, cause: isExcused ? nil : finding.cause,
      expected: finding.expected,
      measured: excuse.map { "this machine was too busy: \($0) (otherwise: \(finding.measured))" } ?? finding.measured,
      evidence: log.flatMap { $0.isEmpty ? nil : Evidence(.log, $0) }, reproduce: finding.reproduce,
      next: finding.verdict == .fail && !isExcused ? finding.next ?? check.next : "", measurements: finding.numbers,
      exhibit: finding.exhibit, control: control, attempts: attempts)
  }

  private static func excuse(_ control: ControlReading?, _ starvation: Starvation?) -> String? {
    if let control, control.isLate {
      return "a server known to be good answered after \(Int(control.lagMilliseconds.rounded())) ms"
    }
    return starvation.map { "the module was ready to run for \($0.awaited.inMilliseconds), and had no processor" }
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
    case .neverFinished: "starts.never-finished"
    case .tooLong: "starts.too-long"
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
    case .neverFinished, .tooLong:
      "Return {\"message\": \"pong\"} from GET /ping, and nothing else; look for a loop in the route or in a middleware."
    }
  }
}
