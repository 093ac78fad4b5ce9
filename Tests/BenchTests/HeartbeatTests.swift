import Base
import Bench
import MiniServer
import TestSupport
import Testing

/// Pings sent to a server one at a time.
@Suite(.timeLimit(.minutes(10)))
struct HeartbeatTests {
  /// Gives `body` a heartbeat of a server that responds to pings with the closure, and stops it afterwards.
  private func beating(
    _ handler: @escaping @Sendable (Request) async throws -> Response?,
    connected: @escaping @Sendable () -> Void = {}, _ body: (Heartbeat) async throws -> Void
  ) async throws {
    let module = try await FakeModule(handler: { request, _ in try await handler(request) })
    let heartbeat = Heartbeat(pause: .milliseconds(1)) {
      connected()
      return try await module.connect()
    }
    heartbeat.start()
    let result: Result<Void, any Error>
    do {
      result = .success(try await body(heartbeat))
    } catch {
      result = .failure(error)
    }
    await heartbeat.stop()
    #expect(heartbeat.waitingSince == nil)
    await module.stop()
    try result.get()
  }

  @Test("Pings are sent one after the other on one connection, and each is answered after it was sent")
  func beats() async throws {
    let inFlight = Locked((now: 0, most: 0))
    let connections = Locked(0)
    try await beating(
      { request in
        inFlight.withLock { ($0.now, $0.most) = ($0.now + 1, max($0.most, $0.now + 1)) }
        await Task.yield()
        inFlight.withLock { $0.now -= 1 }
        return nil
      }, connected: { connections.withLock { $0 += 1 } }
    ) { heartbeat in
      try await until("five pings are answered") { heartbeat.beats.count >= 5 }
      let beats = heartbeat.beats
      #expect(beats.allSatisfy { $0.answered >= $0.sent })
      #expect(zip(beats, beats.dropFirst()).allSatisfy { $0.answered <= $1.sent })
    }
    #expect(inFlight.withLock { $0.most } == 1)
    #expect(connections.withLock { $0 } == 1)
  }

  @Test("The time when an unanswered ping was sent is known")
  func waits() async throws {
    let began = ContinuousClock.now
    let released = Signal("the ping may be answered")
    try await beating({ _ in
      try await released.wait()
      return nil
    }) { heartbeat in
      try await until("a ping waits") { heartbeat.waitingSince != nil }
      let sent = try #require(heartbeat.waitingSince)
      #expect(sent > began)
      #expect(heartbeat.beats.isEmpty)
      #expect(!heartbeat.answered(after: began))
      released.fire()
      try await until("the ping is answered") { !heartbeat.beats.isEmpty }
      #expect(heartbeat.answered(after: began))
      #expect(!heartbeat.answered(after: .now))
    }
  }

  @Test("An error response to a ping is not counted")
  func ignoresErrors() async throws {
    let count = Locked(0)
    try await beating({ _ in
      count.withLock { $0 += 1 }
      return .json([:], .serviceUnavailable)
    }) { heartbeat in
      try await until("three pings have arrived") { count.withLock { $0 } >= 3 }
      #expect(heartbeat.beats.isEmpty)
    }
  }

  @Test("The heartbeat connects again to a server that hangs up")
  func reconnects() async throws {
    let (count, connections) = (Locked(0), Locked(0))
    try await beating(
      { _ in
        let number = count.withLock { count in
          count += 1
          return count
        }
        return number == 2 ? .brokenOff : nil
      }, connected: { connections.withLock { $0 += 1 } }
    ) { heartbeat in
      try await until("three pings are answered") { heartbeat.beats.count >= 3 }
    }
    #expect(connections.withLock { $0 } == 2)
  }
}
