internal import Bench

extension ProbeRequest {
  /// "GET /users?skip=3"
  var words: String { "\(method) \(target)" }
}

extension Exchange {
  /// "200", or that there was none.
  var statusText: String { status.map(String.init) ?? "no answer" }

  /// The module's log may say why.
  var isServerError: Bool { (status ?? 0) >= 500 }
}
