package import Bench
internal import MiniServer

/// A request of the patience check and its outcome, with its times.
package struct PatienceExchange: Sendable {
  let asked: PatienceRequest
  let outcome: Exchange.Outcome
  let sent: ContinuousClock.Instant
  let ended: ContinuousClock.Instant
  /// True when there was no response for as long as the check waits.
  let isGivenUp: Bool

  package init(
    _ asked: PatienceRequest, _ outcome: Exchange.Outcome, sent: ContinuousClock.Instant,
    ended: ContinuousClock.Instant, isGivenUp: Bool = false
  ) {
    self.asked = asked
    self.outcome = outcome
    self.sent = sent
    self.ended = ended
    self.isGivenUp = isGivenUp
  }

  /// Waits for the response.
  init(_ asked: PatienceRequest, sent: ContinuousClock.Instant, of pending: PendingReply) async {
    do {
      let reply = try await pending.reply()
      self.init(asked, .answer(Answer(reply)), sent: sent, ended: reply.completed)
    } catch {
      let isGivenUp = if case ClientError.timeout = error { true } else { false }
      self.init(asked, .noAnswer("\(error)"), sent: sent, ended: .now, isGivenUp: isGivenUp)
    }
  }

  var exchange: Exchange { Exchange(asked.request, outcome) }
  var elapsed: Duration { ended - sent }
}
