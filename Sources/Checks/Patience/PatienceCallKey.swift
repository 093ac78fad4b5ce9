internal import Base
internal import Bench

/// What tells the upstream calls of one request from those of others; requests for a stream have the same.
struct PatienceCallKey: Sendable, Equatable {
  let route: String
  private let parameters: [String: String]
  /// Nil for a request without one, whose calls may have one.
  let body: JSONValue?

  /// Nil for a route that needs no upstream.
  init?(_ asked: PatienceRequest, _ routes: [PatienceCheck.Route]) {
    guard let calls = routes[asked.route].calls else { return nil }
    route = calls.description
    parameters = Dictionary(calls.placeholders.map { ($0, asked.known[$0]?.plainText ?? "") }) { first, _ in first }
    body = JSONValue(bytes: Array(asked.request.body.utf8))
  }

  func matches(_ call: UpstreamCall) -> Bool {
    call.route == route && call.parameters == parameters
      && (body == nil || JSONValue(bytes: Array(call.body.utf8)) == body)
  }
}
