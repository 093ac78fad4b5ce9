import Base
import Bench
import TestSupport
import Testing

/// The reference that tells a slow machine from a slow module.
@Suite(.timeLimit(.minutes(10)))
struct ControlTests {
  /// What a control says of a server that answers the ping of that number so, once `isOver`.
  private func lag(
    _ handler: @escaping @Sendable (Int) async throws -> Void, connectionsTake delay: Duration = .zero,
    until isOver: () -> Bool
  ) async throws -> Duration {
    let count = Locked(0)
    let module = try await FakeModule(handler: { _, _ in
      try await handler(
        count.withLock { count in
          count += 1
          return count
        })
      return nil
    })
    let control = Control {
      try await Task.sleep(for: delay)
      return try await module.connect()
    }
    control.start()
    try await until("enough is seen", isOver)
    let lag = await control.stop()
    await module.stop()
    return lag
  }

  @Test("The slowest of all pings counts, not the last one")
  func findsTheSlowest() async throws {
    let answered = Locked(0)
    let lag = try await lag({ number in
      if number == 2 { try await Task.sleep(for: .milliseconds(40)) }
      answered.withLock { $0 = number }
    }) { answered.withLock { $0 } >= 4 }
    #expect(lag >= .milliseconds(40))
  }

  @Test("A ping that is still waiting counts with the time that it has waited")
  func countsTheWaiting() async throws {
    let arrived: Locked<ContinuousClock.Instant?> = Locked(nil)
    var waited = Duration.zero
    let lag = try await lag({ _ in
      arrived.withLock { $0 = .now }
      try await Task.sleep(for: .seconds(60))
    }) {
      waited = arrived.withLock { $0.map { ContinuousClock.now - $0 } } ?? .zero
      return waited >= .milliseconds(10)
    }
    #expect(lag >= waited)
  }

  @Test("The time that connecting takes counts")
  func countsConnecting() async throws {
    let answered = Locked(0)
    let lag = try await lag({ number in answered.withLock { $0 = number } }, connectionsTake: .milliseconds(40)) {
      answered.withLock { $0 } >= 1
    }
    #expect(lag >= .milliseconds(40))
  }
}
