internal import Base

/// Whether pitfall itself got a processor in time while it waited for something else.
final class Pace: Sendable {
  private static let pause = Duration.milliseconds(50)
  /// As for a check's control.
  private static let limit = Duration.milliseconds(250)
  private let counts = Locked((late: 0, all: 0))

  /// Returns when the task is cancelled.
  func watch() async {
    while !Task.isCancelled {
      let due = ContinuousClock.now + Self.pause
      try? await Task.sleep(until: due)
      let isLate = ContinuousClock.now - due > Self.limit
      counts.withLock { counts in
        counts.all += 1
        if isLate { counts.late += 1 }
      }
    }
  }

  /// One pause in twenty.
  var wasLate: Bool { counts.withLock { $0.late * 20 > $0.all } }
}
