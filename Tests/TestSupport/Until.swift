/// Suspends until `condition` is true; throws, and says what it waited for, if that does not happen within `patience`.
package func until(
  _ what: @autoclosure () -> String, patience: Duration = Patience.long, _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + patience
  var pause = Duration.milliseconds(1)
  while try await !condition() {
    guard ContinuousClock.now < deadline else { throw Unexpected("waited \(patience) in vain until \(what())") }
    try await Task.sleep(for: pause)
    // A long wait leaves the processors to others.
    pause = min(pause * 1.2, .milliseconds(50))
  }
}
