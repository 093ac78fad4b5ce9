internal import Base
package import ModuleRuntime

/// This machine isolates modules less than is required.
package struct MissingTier: Equatable, ToldError {
  package let wanted: IsolationTier
  package let available: IsolationTier

  package init(wanted: IsolationTier, available: IsolationTier) {
    self.wanted = wanted
    self.available = available
  }

  package var exitCode: Int32 { 69 }

  package var description: String {
    "Isolation '\(wanted.rawValue)' is required, and this machine has '\(available.rawValue)' at most. "
      + "Use another machine, or require less."
  }
}

extension ClassPlan {
  /// Throws `MissingTier` when it requires more than is available.
  package func require(available: IsolationTier) throws {
    guard let requiredTier, available < requiredTier else { return }
    throw MissingTier(wanted: requiredTier, available: available)
  }

  /// Whether a report's `isolation` is enough.
  func allows(isolation: String) -> Bool {
    guard let requiredTier else { return true }
    return IsolationTier(rawValue: isolation).map { $0 >= requiredTier } ?? false
  }
}
