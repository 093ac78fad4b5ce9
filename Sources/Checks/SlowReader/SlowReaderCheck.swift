internal import Base
package import Bench
package import Lessons

/// Lets one client stop reading while others talk: does it keep their messages from them?
package struct SlowReaderCheck: TrafficCheck {
  package struct Measurement: Sendable, RoomMeasurement {
    package var texts = 0
    /// How many of them came back to the speaker, and how many reached the other client.
    package var echoed = 0
    package var heard = 0
    /// For how long nothing had come when the check gave up, and how many numbers of its feed the other client got
    /// meanwhile.
    package var standstill = Duration.zero
    package var ticks = 0
    package var trouble: RoomTrouble?

    package init() {}
  }

  private static let texts = (count: 12, length: 64 << 10)
  /// The module works for the other client all the while, as its feed shows: 50 ms for each number.
  private static let standstill = (ticks: 6, duration: Duration.milliseconds(300))

  let room: Room

  package static let name = "slow-reader"
  package static let leavesClients = true
  package static let sendBuffer: Int? = RoomSession.smallSendBuffer
  package static let summary =
    "Lets one client of a chat room stop reading while others talk: do they still hear each other?"
  package static let parameters = Room.parameters

  package init(_ fields: inout ManifestFields) throws {
    room = try Room(&fields)
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    try await RoomSession.measure(room, bench) { try await measure($0, &$1) }
  }

  private func measure(_ session: RoomSession, _ seen: inout Measurement) async throws {
    let values = session.bench.values
    let speaker = try await session.enter()
    _ = try await session.enterWithoutReading()
    let listener = try await session.enter()
    try await session.waitForTick(of: [speaker, listener])
    let texts = (0..<Self.texts.count).map { _ in values.token(length: Self.texts.length) }
    seen.texts = texts.count
    let speaking = Task { for text in texts { await speaker.say(text) } }
    defer { speaking.cancel() }
    let (echoes, saids) = (Set(texts.map(room.echo.filled)), Set(texts.map(room.said.filled)))
    var progress = (at: ContinuousClock.now, mark: listener.count)
    _ = try await session.bench.watch(atMost: session.bench.patience(atLeast: .seconds(5))) { _ in
      let (echoed, heard) = (Set(speaker.texts()).intersection(echoes), Set(listener.texts()).intersection(saids))
      if echoed.count + heard.count > seen.echoed + seen.heard { progress = (.now, listener.count) }
      (seen.echoed, seen.heard) = (echoed.count, heard.count)
      seen.standstill = .now - progress.at
      seen.ticks = listener.texts(since: progress.mark).count { room.tick.value(in: $0) != nil }
      if echoed.count == texts.count, heard.count == texts.count { return true }
      try session.requireOpen([speaker, listener], "while another one did not read")
      let isStanding =
        seen.ticks >= Self.standstill.ticks && seen.standstill >= session.bench.paced(Self.standstill.duration)
      return isStanding ? false : nil
    }
  }
}
