package import Bench

/// Requests of the patience check that were in progress together, with all upstream calls of that time.
package struct PatienceStage: Sendable {
  let exchanges: [PatienceExchange]
  let calls: [UpstreamCall]
  /// The end of the database's lock; nil when it was not locked.
  let unlocked: ContinuousClock.Instant?

  package init(
    exchanges: [PatienceExchange], calls: [UpstreamCall], unlocked: ContinuousClock.Instant? = nil
  ) {
    self.exchanges = exchanges
    self.calls = calls
    self.unlocked = unlocked
  }
}
