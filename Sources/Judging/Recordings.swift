internal import Base
internal import Bench
internal import Report

/// What was seen of each check of a verification that has ended, on whichever process it ran.
final class Recordings: Sendable {
  struct Watched: Sendable {
    let outcome: CheckOutcome
    /// Of the event loop; nil when the module ended, too.
    let recording: LoopRecording?
  }

  private let ended = Locked<[String: Watched]>([:])
  private static let interval = Duration.milliseconds(5)

  func end(_ outcome: CheckOutcome, _ recording: LoopRecording?) {
    ended.withLock { $0[outcome.id] = Watched(outcome: outcome, recording: recording) }
  }

  /// Waits until all these checks have ended.
  func of(_ checks: [String]) async throws -> [Watched] {
    while true {
      let watched = ended.withLock { ended in checks.compactMap { ended[$0] } }
      if watched.count == checks.count { return watched }
      try await Task.sleep(for: Self.interval)
    }
  }
}
