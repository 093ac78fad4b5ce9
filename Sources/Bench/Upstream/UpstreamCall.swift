package import Base

/// One call that the upstream got.
package struct UpstreamCall: Sendable {
  package let route: String
  package let parameters: [String: String]
  package let body: String
  package let arrived: ContinuousClock.Instant
  /// The fields of the reply, made when the call came.
  package var reply: [String: JSONValue] = [:]
  /// The chunks of a stream.
  package var chunks: [String] = []
  /// How many of them have been sent.
  package var sentChunks = 0
  /// When the reply was sent or, of a stream, the part that came late; nil when the caller left before.
  package var replied: ContinuousClock.Instant?
  /// When its caller hung up, if that was before a late reply.
  package var left: ContinuousClock.Instant?
  /// True until the call is answered or its caller is gone.
  package var isInFlight = true

  /// As the caller wrote it, but for its escapes.
  package var path: String {
    parameters.reduce(route) { $0.replacing("{\($1.key)}", with: $1.value) }
  }

  package init(
    route: String, parameters: [String: String] = [:], body: String = "", arrived: ContinuousClock.Instant
  ) {
    self.route = route
    self.parameters = parameters
    self.body = body
    self.arrived = arrived
  }
}
