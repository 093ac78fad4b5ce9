extension Bench {
  /// Between two looks.
  private static let interval = Duration.milliseconds(2)

  /// Looks every 2 ms until `look` returns a value, for `patience` at most, at this bench's pace; nil when that is over.
  ///
  /// `look` is given the time since the first look.
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
