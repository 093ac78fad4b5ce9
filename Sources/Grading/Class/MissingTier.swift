internal import Base
package import ModuleRuntime

/// This machine isolates modules less than is required.
package struct MissingTier: Equatable, ToldError {
  package let wanted: IsolationTier
  package let available: IsolationTier
  /// Why this machine does not have the wanted one; nil when no one tried.
  package let reason: String?

  fileprivate init(wanted: IsolationTier, found: IsolationProbe.Result) {
    self.wanted = wanted
    available = found.tier
    reason = found.missing[wanted]
  }

  package var exitCode: Int32 { 69 }

  package var description: String {
    "Isolation '\(wanted.rawValue)' is required, and this machine has '\(available.rawValue)' at most"
      + (reason.map { " (\($0))" } ?? "") + ". Use another machine, or require less."
  }
}

extension IsolationProbe.Result {
  /// Throws `MissingTier` when it is less than `wanted`.
  package func require(_ wanted: IsolationTier) throws {
    guard tier >= wanted else { throw MissingTier(wanted: wanted, found: self) }
  }
}

extension ClassPlan {
  /// Throws `MissingTier` when it requires more than was found.
  package func require(_ found: IsolationProbe.Result) throws {
    try requiredTier.map(found.require)
  }

  /// Whether a report's `isolation` is enough.
  func allows(isolation: String) -> Bool {
    guard let requiredTier else { return true }
    return IsolationTier(rawValue: isolation).map { $0 >= requiredTier } ?? false
  }
}
