internal import ModuleRuntime

/// How the modules of a class are isolated: the one place that says so, for judging and for a replay.
enum GradeIsolation {
  /// The strongest of this machine.
  static var tier: IsolationTier { .rlimits }

  /// For the module in one of the slots that are judged concurrently.
  static func slot(_ slot: Int, tier: IsolationTier) -> Isolation { Isolation(tier) }
}
