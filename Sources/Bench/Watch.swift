extension Bench {
  /// The time between two calls of `look`.
  private static let interval = Duration.milliseconds(2)

  /// How often the patience may be added for a module that gets no processor.
  private static let mostExtensions = 3.0

  /// Calls `look` every 2 ms until it returns a value, for `patience` at most, at this bench's pace; nil when the time
  /// is over. Time in which the module was ready to run and had no processor does not count.
  ///
  /// `look` gets the time since its first call.
  package func watch<Value>(
    atMost patience: Duration, isolation: isolated (any Actor)? = #isolation, _ look: (Duration) async throws -> Value?
  ) async throws -> Value? {
    let began = ContinuousClock.now
    let shortageBefore = shortage
    var limit = paced(patience)
    while true {
      let elapsed = ContinuousClock.now - began
      if let value = try await look(elapsed) { return value }
      if elapsed >= limit {
        limit = paced(patience) + min(shortage - shortageBefore, paced(patience) * Self.mostExtensions)
        guard elapsed < limit else { return nil }
      }
      try await Task.sleep(for: Self.interval)
    }
  }

  /// Waits until `condition` is true, for `patience` at most, at this bench's pace.
  package func wait(
    atMost patience: Duration, isolation: isolated (any Actor)? = #isolation, until condition: () async throws -> Bool
  ) async throws {
    _ = try await watch(atMost: patience) { _ in try await condition() ? true : nil }
  }

  /// How long the module has waited for a processor so far; zero when it is gone.
  package var shortage: Duration { (try? recorder.witness.processorTime().awaited) ?? .zero }
}
