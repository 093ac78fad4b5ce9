internal import Bench

extension IsolationCheck {
  /// Shell commands that show what is wrong, or what the check does.
  static func reproduction(_ seen: Measurement, _ failed: Reply?) -> String {
    let requests = seen.replies.map(\.exchange.request)
    if let request = failed?.exchange.request ?? requests.first, failed?.isAboutCalls ?? (wrongCalls(seen) != nil) {
      return Reproduction.inTurn([request, request], .allAndTime)
    }
    if let failed, let before = failed.before {
      let earlier = seen.replies.first { $0.user == before }?.exchange.request
      return Reproduction.inTurn([earlier, failed.exchange.request])
    }
    let shown = ([failed?.exchange.request].compactMap(\.self) + requests.prefix(2))
      .reduce(into: [ProbeRequest]()) { unique, request in if !unique.contains(request) { unique.append(request) } }
    let together = Reproduction.concurrently(shown)
    // Many an error of overlapping requests shows when they wait for the database together.
    if case .response(let problem) = failed?.problem, problem.isServerError {
      return Reproduction.whileLocked(together)
    }
    return together
  }
}

extension IsolationCheck.Reply {
  /// True when what is wrong shows in the upstream calls of equal requests.
  fileprivate var isAboutCalls: Bool {
    switch problem {
    case .noCall, .field(_, .otherRequest): true
    default: false
    }
  }
}
