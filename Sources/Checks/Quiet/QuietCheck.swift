package import Bench
package import Lessons
internal import MiniServer
internal import ModuleRuntime
internal import Tracks

/// Lets clients leave, and reads what the module then prints: that a client leaves is no error.
package struct QuietCheck: TrafficCheck {
  package struct Measurement: Sendable, RoomMeasurement {
    /// How many clients left.
    package var left = 0
    /// How many errors the log then told of.
    package var errors = 0
    /// The first of them in a sentence, if it can be told.
    package var example: String?
    package var trouble: RoomTrouble?

    package init() {}
  }

  private static let leavings: [SocketClient.Leaving] = [
    .closing(.normal), .closing(.goingAway), .hangingUp, .vanishing,
  ]
  /// How late the upstream's reply is to a client that leaves meanwhile.
  private static let slowReply = Duration.milliseconds(100)
  /// What a module prints when it finds that a client has left, it prints by then.
  private static let silence = (calls: 3, duration: Duration.milliseconds(150))

  let room: Room

  package static let name = "quiet"
  package static let leavesClients = true
  package static let summary =
    "Lets clients leave a chat room, some while the module works for them: does its log call that an error?"
  package static let parameters = Room.parameters

  package init(_ fields: inout ManifestFields) throws {
    room = try Room(&fields)
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let module = bench.module
    let mark = module.output.count
    return try await RoomSession.measure(room, bench) { session, seen in
      do {
        try await measure(session, &seen)
      } catch let trouble as RoomTrouble {
        seen.trouble = trouble
      }
      // In any case, and before the rest leave at the end of the check.
      try await module.catchUpWithLog()
      let log = module.output.text(since: mark)
      let reader = try TrackRegistry.definition(of: module.track).faultLog
      seen.errors = reader.errorCount(in: log)
      seen.example = reader.exceptions(in: log, SourceFiles(of: module.source)).lazy.compactMap(\.sentence).first
    }
  }

  private func measure(_ session: RoomSession, _ seen: inout Measurement) async throws {
    let bench = session.bench
    let stayer = try await session.enter()
    try await session.waitForTick(of: [stayer])
    for isSlow in bench.values.shuffled([true, false]) {
      let clients = try await session.enter(Self.leavings.count)
      let names = Set(isSlow ? clients.map(\.name) : [])
      bench.upstream.delay(
        Lateness(bench.paced(Self.slowReply)) { [room] call in
          names.contains { !room.calls(for: $0, in: [call]).isEmpty }
        })
      defer { bench.upstream.delay(Lateness.none) }
      if isSlow { try await session.waitForFeed(of: clients) } else { try await session.waitForTick(of: clients) }
      for (client, leaving) in zip(clients, bench.values.shuffled(Self.leavings)) { client.leave(leaving) }
      seen.left += clients.count
    }
    try await session.letPass(
      calls: Self.silence.calls, Self.silence.duration, of: stayer, "when others left")
  }
}
