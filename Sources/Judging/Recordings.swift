internal import Base
internal import Bench

/// What was recorded of the event loop in each check of a verification, on whichever process the check ran.
final class Recordings: Sendable {
  /// A check is here once it has ended; without a recording when the module ended, too.
  private let ended = Locked<[String: LoopRecording?]>([:])
  private static let interval = Duration.milliseconds(5)

  func end(_ check: String, _ recording: LoopRecording?) {
    ended.withLock { _ = $0.updateValue(recording, forKey: check) }
  }

  /// Waits until all these checks have ended.
  func of(_ checks: [String]) async throws -> [LoopRecording] {
    while !ended.withLock({ ended in checks.allSatisfy { ended.keys.contains($0) } }) {
      try await Task.sleep(for: Self.interval)
    }
    return ended.withLock { ended in checks.compactMap { ended[$0] ?? nil } }
  }
}
