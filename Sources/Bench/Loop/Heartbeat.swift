internal import Base
package import MiniServer

/// Sends `/ping` to a server again and again, one request at a time.
package final class Heartbeat: Sendable {
  package struct Beat: Sendable {
    package let sent: ContinuousClock.Instant
    package let answered: ContinuousClock.Instant
  }

  private struct State {
    var waitingSince: ContinuousClock.Instant?
    var beats: [Beat] = []
  }

  private let state = Locked(State())
  private let task: Locked<Task<Void, Never>?> = Locked(nil)
  private static let longestPause = Duration.milliseconds(30)

  private let pause: Duration
  private let connect: @Sendable () async throws -> ClientConnection

  package init(pause: Duration, connect: @escaping @Sendable () async throws -> ClientConnection) {
    self.pause = pause
    self.connect = connect
  }

  package func start() {
    let task = Task { [self] in
      while !Task.isCancelled {
        // If a server hangs up, connect again; that a server is gone is for the verifier to notice.
        try? await beatUntilFailure()
        try? await Task.sleep(for: pause)
      }
    }
    self.task.withLock { $0 = task }
  }

  package func stop() async {
    let task = self.task.withLock { $0 }
    task?.cancel()
    await task?.value
    state.withLock { $0.waitingSince = nil }
  }

  /// When the ping that is now waiting for its response was sent.
  package var waitingSince: ContinuousClock.Instant? { state.withLock { $0.waitingSince } }

  package var beats: [Beat] { state.withLock { $0.beats } }

  /// True when a ping that was sent after `start` has been answered.
  package func answered(after start: ContinuousClock.Instant) -> Bool {
    state.withLock { $0.beats.last.map { $0.sent >= start } ?? false }
  }

  private func beatUntilFailure() async throws {
    // Connecting counts as waiting, and the clock starts before a byte is sent: otherwise a server would seem to answer
    // sooner than it does.
    var asked = noteWaiting()
    let connection = try await connect()
    defer { connection.close() }
    while !Task.isCancelled {
      let reply = try await connection.start("GET", "/ping", timeout: .seconds(10)).reply()
      state.withLock { state in
        state.waitingSince = nil
        // Count only a 200: an error page does not prove that the event loop turns.
        guard reply.status.code == 200 else { return }
        state.beats.append(Beat(sent: asked, answered: reply.completed))
      }
      // A ping that is expensive for the module is sent less often, so that the pings themselves do not keep it busy.
      let taken = reply.completed - asked
      try await Task.sleep(for: max(pause, min(taken * 2, Self.longestPause)))
      asked = noteWaiting()
    }
  }

  private func noteWaiting() -> ContinuousClock.Instant {
    state.withLock { state in
      let now = ContinuousClock.now
      state.waitingSince = now
      return now
    }
  }
}
