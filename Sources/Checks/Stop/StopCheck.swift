package import Bench
package import Lessons
package import MiniServer

/// Ends the module with SIGTERM while clients are connected, and after others have left in every way: what is waited for
/// at the end may be what one of those has left behind.
package struct StopCheck: TrafficCheck {
  package struct Measurement: Sendable, RoomMeasurement {
    package var clients = 0
    /// How long it took until the process had ended; nil when it did not in time.
    package var duration: Duration?
    /// How each client's connection ended; nil for one that was still open.
    package var closes: [WebSocketClose?] = []
    package var trouble: RoomTrouble?

    package init() {}
  }

  private static let clients = 3
  private static let leavingPatience = Duration.milliseconds(500)
  private static let callsAfterLeaving = 2
  static let patience = Duration.seconds(5)

  let room: Room

  package static let name = "stop"
  package static let leavesClients = true
  package static let endsModule = true
  package static let summary = "Sends SIGTERM while clients are connected: does the module end by itself?"
  package static let parameters = Room.parameters

  package init(_ fields: inout ManifestFields) throws {
    room = try Room(&fields)
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    try await RoomSession.measure(room, bench) { session, seen in
      let clients = try await session.enter(Self.clients)
      let leavers = try await session.enter(RoomExit.allCases.count)
      try await session.waitForTick(of: clients)
      for (client, exit) in zip(leavers, RoomExit.allCases) { await exit.take(client, room) }
      let left = ContinuousClock.now
      // Only the module sees that a client has vanished: two more calls for one who stays give it the time. Whether it
      // closes and calls at all, other checks tell.
      try await bench.wait(atMost: Self.leavingPatience) {
        leavers.allSatisfy { !$0.isOpen }
          && session.calls(for: clients[0]).count { $0.arrived > left } >= Self.callsAfterLeaving
      }
      seen.clients = clients.count
      let began = ContinuousClock.now
      bench.module.terminate()
      seen.duration = try await bench.watch(atMost: Self.patience) { _ in
        bench.module.endedBecause == nil ? nil : .now - began
      }
      seen.closes = clients.map { $0.record.end?.close }
    }
  }
}
