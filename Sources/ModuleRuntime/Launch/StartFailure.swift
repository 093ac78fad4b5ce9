package import MiniServer

/// Why a module does not run. The learner has to fix that, so it is a verdict and not an error of pitfall.
package enum StartFailure: Error, Sendable, Equatable, CustomStringConvertible {
  case doesNotCompile(String)
  /// The compiler was ended after this time; `log` is what it had printed.
  case compilesTooLong(Duration, log: String)
  case exited(ProcessExit, log: String)
  case limit(ProcessLimit, log: String)
  /// No connection was accepted.
  case neverListened(Duration, log: String)
  /// No connection was accepted, while the module listens at other addresses.
  case servesElsewhere([String], log: String)
  /// Each connection was accepted, and ended without a valid response.
  case hungUp(String, log: String)
  /// A connection was accepted, and a request on it got no response.
  case neverAnswered(Duration, log: String)
  /// A response began, and did not end.
  case neverFinished(Duration, log: String)
  /// There was more of a response than pitfall reads.
  case tooLong(ReplyExcess, log: String)

  package var description: String {
    switch self {
    case .doesNotCompile: "the module does not compile"
    case .compilesTooLong(let patience, _): "the compiler did not finish within \(patience)"
    case .exited(let exit, _): "the module \(exit) before it answered a request"
    case .limit(let limit, _): "the module never answered a request: \(limit.description)"
    case .neverListened(let patience, _): "the module did not listen on its socket within \(patience)"
    case .servesElsewhere(let addresses, _):
      "the module starts a server of its own, which listens on \(addresses.joined(separator: " and ")), "
        + "and did not listen on the socket that it was given"
    case .hungUp(let reason, _):
      "the module accepted the connection and hung up without a response to GET /ping: \(reason)"
    case .neverAnswered(let patience, _):
      "the module accepted a connection and did not answer GET /ping within \(patience)"
    case .neverFinished(let patience, _):
      "the module's response to GET /ping began, and had not ended after \(patience)"
    case .tooLong(let excess, _):
      "the module answered GET /ping with \(excess), and pitfall stopped reading"
    }
  }

  /// The compiler's or the module's own words.
  package var evidence: String {
    switch self {
    case .doesNotCompile(let output): output
    case .compilesTooLong(_, let log), .exited(_, let log), .limit(_, let log), .neverListened(_, let log),
      .neverAnswered(_, let log), .neverFinished(_, let log), .tooLong(_, let log), .servesElsewhere(_, let log),
      .hungUp(_, let log):
      log
    }
  }
}
