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
  /// True until the call is answered or its caller is gone.
  package var isInFlight = true

  package init(
    route: String, parameters: [String: String] = [:], body: String = "", arrived: ContinuousClock.Instant
  ) {
    self.route = route
    self.parameters = parameters
    self.body = body
    self.arrived = arrived
  }
}
