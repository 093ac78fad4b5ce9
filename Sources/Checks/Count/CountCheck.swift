internal import Base
package import Bench
package import Lessons
internal import MiniServer

/// Asks how many clients are connected, while some come and leave in every way.
package struct CountCheck: TrafficCheck {
  package enum Occasion: Sendable, Equatable {
    case atFirst
    case entered(Int)
    /// While the upstream works on a call for each client.
    case duringCalls
    case left(RoomExit, Int)
    case allLeft
  }

  package struct Reading: Sendable, Equatable {
    package let occasion: Occasion
    package let connected: Int
    /// What was wrong with the last response; nil when it had the right number.
    package let problem: ResponseProblem?
    /// How long it took until the number was right, or until there was no more time.
    package let waited: Duration

    package init(_ occasion: Occasion, connected: Int, problem: ResponseProblem?, waited: Duration) {
      self.occasion = occasion
      self.connected = connected
      self.problem = problem
      self.waited = waited
    }
  }

  package struct Measurement: Sendable, RoomMeasurement {
    package var readings: [Reading] = []
    package var trouble: RoomTrouble?

    package init() {}
  }

  /// A right module knows within a few milliseconds of its own work.
  private static let patience = Duration.milliseconds(600)
  /// Less than the calls in progress still take, for which it must not wait first.
  private static let shortPatience = Duration.milliseconds(400)

  /// How late the upstream's replies are at the end, and when the number is asked for meanwhile: it must come from who is
  /// connected, and not from whom the module asked or served lately.
  private static let slowReply = (delay: Duration.milliseconds(950), pause: Duration.milliseconds(200))
  private static let leastRest = Duration.milliseconds(100)
  /// Connections that are no clients: a number of sockets would count them.
  private static let idleConnections = 1...3

  let room: Room

  package static let name = "count"
  package static let leavesClients = true
  package static let summary = "Asks how many clients are connected, while some come and leave in every way."
  package static let parameters = Room.parameters

  package init(_ fields: inout ManifestFields) throws {
    room = try Room(&fields)
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let idle = try await bench.module.connect(count: bench.values.integer(in: Self.idleConnections))
    defer { idle.forEach { $0.close() } }
    return try await RoomSession.measure(room, bench) { try await measure($0, &$1) }
  }

  /// Who is in the room.
  private struct Present {
    var clients: [SocketClient] = []
    /// Clients that asked the server to close, which it did not. They may count or not; the exits check tells of them.
    var undecided = 0
  }

  private func measure(_ session: RoomSession, _ seen: inout Measurement) async throws {
    let values = session.bench.values
    var present = Present()
    guard try await read(.atFirst, present, session, &seen) else { return }
    present.clients = try await session.enter(values.integer(in: 6...8))
    guard try await read(.entered(present.clients.count), present, session, &seen) else { return }
    for exit in values.shuffled(RoomExit.allCases) {
      let leaver = present.clients[values.integer(in: 0...present.clients.count - 1)]
      guard try await leave([(leaver, exit)], &present, session, &seen) else { return }
    }
    // Two at once, of which a count that is read and written in two steps may lose one.
    present.clients += try await session.enter(2)
    let pair = Array(zip(present.clients, values.shuffled(RoomExit.allCases).prefix(2)))
    guard try await leave(pair, &present, session, &seen) else { return }
    session.bench.upstream.delay(Lateness(session.bench.paced(Self.slowReply.delay)))
    let newcomers = try await session.enter(values.integer(in: 15...17))
    present.clients += newcomers
    guard try await read(.entered(newcomers.count), present, session, &seen) else { return }
    try await Task.sleep(for: session.bench.paced(Self.slowReply.pause))
    guard try await read(.duringCalls, present, within: .zero, session, &seen) else { return }
    try await waitForFreshCall(session)
    for client in present.clients { client.leave(values.shuffled([.closing(.normal), .hangingUp, .vanishing])[0]) }
    present.clients = []
    _ = try await read(.allLeft, present, within: Self.shortPatience, session, &seen)
  }

  /// Waits until a call has just begun that takes longer than the module may need to notice that all have left. On a busy
  /// machine, those in progress may be about to end.
  private func waitForFreshCall(_ session: RoomSession) async throws {
    let bench = session.bench
    let mostAge = bench.paced(Self.slowReply.delay - Self.shortPatience) - Self.leastRest
    try await bench.wait(atMost: Self.slowReply.delay) {
      session.calls.contains { $0.isInFlight && .now - $0.arrived <= mostAge }
    }
  }

  private func leave(
    _ leavers: [(SocketClient, RoomExit)], _ present: inout Present, _ session: RoomSession,
    _ seen: inout Measurement
  ) async throws -> Bool {
    present.clients.removeAll { client in leavers.contains { $0.0 === client } }
    for (client, exit) in leavers { await exit.take(client, room) }
    // Until the server has closed, the client is there.
    let areGone = { leavers.allSatisfy { !$0.0.isOpen } }
    _ = try await session.wait(for: present.clients, "when another left", until: areGone)
    present.undecided += leavers.count { ($0.1 == .bye || $0.1 == .boom) && $0.0.isOpen }
    return try await read(.left(leavers[0].1, leavers.count), present, session, &seen)
  }

  /// Asks until the answer is right; false when it was not in time.
  private func read(
    _ occasion: Occasion, _ present: Present, within patience: Duration = Self.patience, _ session: RoomSession,
    _ seen: inout Measurement
  ) async throws -> Bool {
    let began = ContinuousClock.now
    let count = present.clients.count
    var problem: ResponseProblem?
    _ = try await session.bench.watch(atMost: patience) { _ in
      let exchange = try await session.bench.ask(ProbeRequest("GET", room.count.path))
      let problems = (count...count + present.undecided).map { number in
        exchange.problem(fields: [room.count.field: .number(Double(number))])
      }
      problem = problems.contains { $0 == nil } ? nil : problems[0]
      try session.requireOpen(present.clients, "when others came or left")
      return problem == nil ? true : nil
    }
    seen.readings.append(Reading(occasion, connected: count, problem: problem, waited: .now - began))
    return problem == nil
  }
}
