internal import Base
internal import Files

/// Finds out which tiers of isolation this machine has, by starting a command in each.
package struct IsolationProbe: Sendable {
  /// What a machine has, and why not more.
  package struct Result: Sendable, Equatable {
    package let tier: IsolationTier
    /// For each stronger tier that was tried, which step failed and why.
    package let missing: [IsolationTier: String]

    package init(tier: IsolationTier, missing: [IsolationTier: String]) {
      self.tier = tier
      self.missing = missing
    }
  }

  private let guardian: String
  /// A machine does not change while pitfall runs.
  private static let known = Locked<[IsolationTier: Result]>([:])

  package init(_ installation: Installation) {
    guardian = installation.guardian
  }

  /// The strongest tier up to `most`. Throws `GuardianError` when not even the weakest works.
  package func strongest(atMost most: IsolationTier = .full) async throws -> Result {
    if let known = Self.known.withLock({ $0[most] }) { return known }
    var missing: [IsolationTier: String] = [:]
    for tier in IsolationTier.allCases.reversed() where tier <= most {
      guard let reason = try await failure(of: tier) else {
        let result = Result(tier: tier, missing: missing)
        Self.known.withLock { $0[most] = result }
        return result
      }
      missing[tier] = reason
    }
    throw GuardianError.notStarted(missing[.rlimits] ?? "no tier of isolation works")
  }

  /// Nil when a command runs with this tier.
  private func failure(of tier: IsolationTier) async throws -> String? {
    let scratch = try TemporaryDirectory()
    let process = try GuardedProcess(
      GuardedCommand(["/bin/true"], environment: [:], directory: scratch.path, isolation: Isolation(tier)),
      guardian: guardian)
    _ = await process.waitForExit(timeout: .seconds(20))
    await process.end()
    if process.exit == .code(0) { return nil }
    return process.output.lastLines(1).first ?? "a command did not end in 20 s"
  }
}
