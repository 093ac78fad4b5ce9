internal import Foundation

extension Isolation {
  /// For one of several commands that run at once and must not disturb one another: each slot has its own processors, and,
  /// if pitfall runs as root and the tier hides files, its own user, whom no other program has.
  package static func slot(_ slot: Int, of slots: Int, tier: IsolationTier) -> Isolation {
    let processors = ProcessInfo.processInfo.activeProcessorCount / max(1, slots)
    return Isolation(
      tier, user: geteuid() == 0 && tier == .full ? user(of: slot) : nil, firstProcessor: slot * max(1, processors),
      processors: max(1, processors))
  }

  /// Above all users that systems give out, and different for each slot of each pitfall that runs: a process ID has 22
  /// bits at most.
  private static func user(of slot: Int) -> UInt32 {
    1 << 30 | (UInt32(getpid()) & 0x3fffff) << 8 | UInt32(slot & 0xff)
  }
}
