import TestSupport

/// A few tests judge at a time, and the others wait: a machine full of modules makes every verdict inconclusive.
enum Turns {
  private static let shared = Gate(width)
  private static let width = 2
  private static let alone = Gate()

  static func take<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
    try await shared.pass(work)
  }

  /// Runs `work` while no other test judges.
  static func takeAll<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
    // One at a time, because two of them could each wait for the other's turn.
    try await alone.pass { try await shared.pass { try await shared.pass(work) } }
  }
}
