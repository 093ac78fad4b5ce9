internal import ModuleRuntime

/// How the modules of a class are isolated: the one place that says so, for judging, for a replay, and for a proof that
/// they are judged right there.
struct SlotIsolation: Sendable {
  let found: IsolationProbe.Result
  private let slots: Int

  /// The strongest that this machine has up to `most`, for at most `slots` modules concurrently.
  init(_ installation: Installation, atMost most: IsolationTier, slots: Int) async throws {
    found = try await IsolationProbe(installation).strongest(atMost: most)
    self.slots = slots
  }

  /// For the module in one of the slots.
  func slot(_ slot: Int) -> Isolation { .slot(slot, of: slots, tier: found.tier) }
}
