internal import Base

/// How far a module is isolated from the rest of the machine; the names stand in reports.
package enum IsolationTier: String, Sendable, CaseIterable, Comparable {
  case none
  case rlimits
  case landlock
  case namespaces
  case full

  package static func < (left: IsolationTier, right: IsolationTier) -> Bool { left.rank < right.rank }

  /// What this machine can do.
  package static var available: IsolationTier { .none }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// Throws when this machine can do less.
  package static func require(_ wanted: IsolationTier?, available: IsolationTier = available) throws {
    guard let wanted, available < wanted else { return }
    throw MissingTier(wanted: wanted, available: available)
  }
}

package struct MissingTier: Equatable, ToldError {
  package let wanted: IsolationTier
  package let available: IsolationTier

  package init(wanted: IsolationTier, available: IsolationTier) {
    self.wanted = wanted
    self.available = available
  }

  package var exitCode: Int32 { 69 }

  package var description: String {
    "The class requires isolation '\(wanted.rawValue)', and this machine has '\(available.rawValue)'. "
      + "Grade on another machine, or require less."
  }
}
