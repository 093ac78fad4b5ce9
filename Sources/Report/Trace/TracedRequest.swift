/// A request that was sent to a module while it was observed.
package struct TracedRequest: Sendable, Equatable, Encodable {
  /// For example, "GET /block".
  package let request: String
  package let sent: Double
  /// When the whole response was there; nil when there was none.
  package let answered: Double?
  package let status: Int?
  /// Why there is no response, in a few words.
  package let problem: String?

  private enum CodingKeys: String, CodingKey {
    case request, status, problem
    case sent = "sent_ms"
    case answered = "answered_ms"
  }

  package init(_ request: String, sent: Double, answered: Double?, status: Int?, problem: String? = nil) {
    self.request = request
    self.sent = sent
    self.answered = answered
    self.status = status
    self.problem = problem
  }
}
