extension Bench {
  /// The time between two calls of `look`.
  private static let interval = Duration.milliseconds(2)

  /// Calls `look` every 2 ms until it returns a value, for `patience` at most, at this bench's pace; nil when the time
  /// is over.
  ///
  /// `look` gets the time since its first call.
  package func watch<Value>(
    atMost patience: Duration, isolation: isolated (any Actor)? = #isolation, _ look: (Duration) async throws -> Value?
  ) async throws -> Value? {
    let began = ContinuousClock.now
    while true {
      let elapsed = ContinuousClock.now - began
      if let value = try await look(elapsed) { return value }
      guard elapsed < paced(patience) else { return nil }
      try await Task.sleep(for: Self.interval)
    }
  }

  /// Waits until `condition` is true, for `patience` at most, at this bench's pace.
  package func wait(
    atMost patience: Duration, isolation: isolated (any Actor)? = #isolation, until condition: () async throws -> Bool
  ) async throws {
    _ = try await watch(atMost: patience) { _ in try await condition() ? true : nil }
  }
}
