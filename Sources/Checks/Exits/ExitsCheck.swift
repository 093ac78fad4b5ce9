package import Bench
package import Lessons
package import MiniServer
internal import ModuleRuntime

/// Lets clients leave in every way, while one stays: what does the module go on doing for those that have left?
///
/// They leave in two groups, one client for each way, because a mistake may show only when several leave at once. Of
/// each way, one client leaves while the upstream works on its call, and one while it does not.
package struct ExitsCheck: TrafficCheck {
  package struct Departure: Sendable, Equatable {
    package let exit: RoomExit
    /// When it connected, and when it had left, since the check began.
    package let entered: Duration
    package var left: Duration
    /// Why the connection ended, for an exit that is the server's task; nil while it is still open.
    package var close: WebSocketClose?
    /// When the upstream was asked for it after it had left.
    package var lateCalls: [Duration] = []
    /// The module still has the socket.
    package var keepsSocket = false
    package let isAsked: Bool

    package init(_ exit: RoomExit, entered: Duration, left: Duration, isAsked: Bool) {
      self.exit = exit
      self.entered = entered
      self.left = left
      self.isAsked = isAsked
    }
  }

  package struct Measurement: Sendable, RoomMeasurement {
    package var departures: [Departure] = []
    /// When the upstream was asked for the client that stayed.
    package var callsOfStayer: [Duration] = []
    /// How many more sockets, and other descriptors, the module had at the end than with one client.
    package var moreSockets = 0
    package var moreFiles = 0
    package var trouble: RoomTrouble?

    package init() {}
  }

  private static let groups = 2
  /// How late the upstream's reply is to a client that leaves meanwhile; well below what it may take.
  private static let slowReply = Duration.milliseconds(200)
  /// So often the feed of the client that stays is asked while there is none for the others, and for so long.
  private static let silence = (calls: 4, duration: Duration.milliseconds(200))
  private static let slowCallPatience = Duration.milliseconds(500)
  private static let socketPatience = Duration.seconds(1)

  let room: Room

  package static let name = "exits"
  package static let leavesClients = true
  package static let summary =
    "Lets clients of a chat room leave in every way, while one stays: what does the module go on doing for those that "
    + "have left?"
  package static let parameters = Room.parameters

  package init(_ fields: inout ManifestFields) throws {
    room = try Room(&fields)
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let began = ContinuousClock.now
    return try await RoomSession.measure(room, bench) { try await measure($0, began, &$1) }
  }

  private typealias Leaver = (client: SocketClient, exit: RoomExit, socket: SocketID?)

  private func measure(_ session: RoomSession, _ began: ContinuousClock.Instant, _ seen: inout Measurement) async throws
  {
    let bench = session.bench
    let witness = bench.recorder.witness
    let stayer = try await session.enter()
    try await session.waitForTick(of: [stayer])
    let before = witness.openDescriptors()
    // Each exit is in one group with a call in progress, and in another without.
    let firstSlow = Set(bench.values.shuffled(RoomExit.allCases).prefix(RoomExit.allCases.count / 2))
    var leavers: [Leaver] = []
    for group in 0..<Self.groups {
      let isSlow = { (exit: RoomExit) in firstSlow.contains(exit) == (group % 2 == 0) }
      leavers += try await leave(session, stayer, isSlow, began, &seen)
      if seen.departures.contains(where: { $0.close == nil }) { break }
    }
    try await watch(session, stayer, leavers, began, &seen)
    let kept = leavers.compactMap(\.socket)
    var open: Set<SocketID> = []
    try await bench.wait(atMost: Self.socketPatience) {
      let now = witness.openDescriptors()
      open = now.sockets
      (seen.moreSockets, seen.moreFiles) = (now.sockets.count - before.sockets.count, now.others - before.others)
      return open.isDisjoint(with: kept) && seen.moreSockets < leavers.count
        && Self.fileThreshold.allows(Double(seen.moreFiles))
    }
    for (index, leaver) in leavers.enumerated() {
      seen.departures[index].keepsSocket = leaver.socket.map(open.contains) ?? false
    }
  }

  /// One client for each exit connects, and all leave at once.
  private func leave(
    _ session: RoomSession, _ stayer: SocketClient, _ isSlow: (RoomExit) -> Bool, _ began: ContinuousClock.Instant,
    _ seen: inout Measurement
  ) async throws -> [Leaver] {
    let bench = session.bench
    let exits = bench.values.shuffled(RoomExit.allCases)
    let clients = try await session.enter(exits.count)
    let pairs = Array(zip(clients, exits))
    let slow = Set(pairs.filter { isSlow($0.1) }.map(\.0.name))
    try await session.waitForTick(of: pairs.filter { !isSlow($0.1) }.map(\.0))
    bench.upstream.delay(
      Lateness(bench.paced(Self.slowReply)) { [room] call in slow.contains { !room.calls(for: $0, in: [call]).isEmpty }
      })
    defer { bench.upstream.delay(Lateness.none) }
    let isAsked = { (client: SocketClient) in session.calls(for: client).contains { $0.isInFlight } }
    // A module that asks for one client at a time never has all in progress; the feed check tells of it.
    try await bench.wait(atMost: Self.slowCallPatience) {
      clients.filter { slow.contains($0.name) }.allSatisfy(isAsked)
    }
    let accepted = bench.recorder.witness.acceptedSockets(from: Set(clients.compactMap(\.port)))
    let mark = seen.departures.count
    for (client, exit) in pairs {
      seen.departures.append(
        Departure(exit, entered: client.opened - began, left: .now - began, isAsked: isAsked(client)))
      await exit.take(client, room)
    }
    let areGone = { pairs.allSatisfy { !$0.0.isOpen } }
    // Without a close in time, the departure says that it is still open.
    _ = try await session.wait(for: [stayer], "when others left", until: areGone)
    for (index, (client, exit)) in pairs.enumerated() {
      guard let end = client.record.end else { continue }
      seen.departures[mark + index].close = end.close
      // Until the server has closed, the client is there.
      if exit == .bye || exit == .boom { seen.departures[mark + index].left = end.at - began }
    }
    return pairs.map { client, exit in (client, exit, client.port.flatMap { accepted[$0] }) }
  }

  /// Waits until the upstream hears nothing more for those that have left, and hears on for the one who stays.
  private func watch(
    _ session: RoomSession, _ stayer: SocketClient, _ leavers: [Leaver], _ began: ContinuousClock.Instant,
    _ seen: inout Measurement
  ) async throws {
    let silence = session.bench.paced(Self.silence.duration)
    var departures = seen.departures
    _ = try await session.bench.watch(atMost: session.bench.patience) { _ in
      try session.requireOpen([stayer], "when others left")
      let calls = session.calls
      var lastHeard = departures.map { began + $0.left }
      for (index, leaver) in leavers.enumerated() where departures[index].close != nil {
        let own = room.calls(for: leaver.client.name, in: calls)
        departures[index].lateCalls = own.map { $0.arrived - began }.filter { $0 > departures[index].left }
        lastHeard[index] = own.map { $0.isInFlight ? .now : $0.replied ?? $0.left ?? $0.arrived }
          .reduce(lastHeard[index], max)
      }
      let isQuiet = lastHeard.map { .now - $0 >= silence }
      let isOver = zip(departures, isQuiet).allSatisfy { $1 || Self.isLeak($0.lateCalls) }
      let newest = lastHeard.max() ?? began
      let isStayerServed = room.calls(for: stayer.name, in: calls).count { $0.arrived > newest } >= Self.silence.calls
      return isOver && (isStayerServed || departures.contains { Self.isLeak($0.lateCalls) }) ? true : nil
    }
    seen.departures = departures
    seen.callsOfStayer = session.calls(for: stayer).map { $0.arrived - began }
  }

  static func isLeak(_ lateCalls: [Duration]) -> Bool { !lateCallThreshold.allows(Double(lateCalls.count)) }
}
