internal import Base
package import Bench
package import Lessons

/// Compares the numbers that each client gets with those that the upstream returned for it; one call for each of several
/// clients takes nearly as long as the upstream may.
package struct FeedCheck: TrafficCheck {
  /// What became of the numbers for one client.
  package struct Account: Sendable, Equatable {
    package var replies = 0
    /// Numbers that the upstream did not return for this client.
    package var foreign: [Double] = []
    package var repeated: [Double] = []
    /// How many replies the client never got.
    package var missing = 0

    package init(replies: Int = 0, foreign: [Double] = [], repeated: [Double] = [], missing: Int = 0) {
      self.replies = replies
      self.foreign = foreign
      self.repeated = repeated
      self.missing = missing
    }
  }

  /// What happened while a client's call was slow; times since that call came.
  package struct Hold: Sendable, Equatable {
    package var lateness = Duration.zero
    /// When the module gave the call up.
    package var abandoned: Duration?
    /// When the upstream was asked for the same client again.
    package var askedAgain: Duration?
    /// The usual time between two calls for that client.
    package var usualPause = Duration.zero
    /// When the client's text had come back, which it said in the meantime; nil when it had not by the end of the call.
    package var echoed: Duration?
    /// How often the upstream was asked for the other client.
    package var otherCalls = 0
    /// False when the number of the slow reply did not come.
    package var isDelivered = false
    /// How long the module had no processor in the meantime.
    package var starved = Duration.zero
    /// How long all its threads slept between the client's text and the end of the call.
    package var idle = Duration.zero

    package init() {}
  }

  package struct Measurement: Sendable, RoomMeasurement {
    package var accounts: [Account] = []
    package var holds: [Hold] = []
    package var trouble: RoomTrouble?

    package init() {}
  }

  /// Just below what the upstream may take.
  private static let slowReply = Duration.milliseconds(950)
  /// The client speaks this long after the slow call came.
  private static let speaksAfter = Duration.milliseconds(250)
  private static let ticksBefore = 2
  /// More than Swift's own pool has threads, and fewer than Python's.
  private static let slowClients = 3
  private static let arrival = Duration.milliseconds(500)
  private static let nextCalls = 1
  /// Of the latest replies, a number may still be on its way.
  private static let underWay = 2

  let room: Room

  package static let name = "feed"
  package static let leavesClients = true
  package static let upstreamByHand = UpstreamManner.slow
  package static let summary =
    "Compares the numbers that each client gets with those that the upstream returned for it; some upstream calls "
    + "take nearly 1 s, and are to be waited for without holding up anything else."
  package static let parameters = Room.parameters

  package init(_ fields: inout ManifestFields) throws {
    room = try Room(&fields)
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    try await RoomSession.measure(room, bench) { try await measure($0, &$1) }
  }

  private func measure(_ session: RoomSession, _ seen: inout Measurement) async throws {
    let clients = try await session.enter(Self.slowClients + 1)
    try await session.waitForTick(of: clients)
    let haveTicks = { clients.allSatisfy { numbers(of: $0).count >= Self.ticksBefore } }
    if !(try await session.wait(for: clients, "while its feed went on", until: haveTicks)) {
      throw RoomTrouble.noTick(session.bench.patience)
    }
    seen.accounts = clients.map { account($0, session) }
    guard seen.accounts.allSatisfy(\.isRight) else { return }
    let shuffled = session.bench.values.shuffled(clients)
    seen.holds = try await hold(Array(shuffled.dropFirst()), beside: shuffled[0], session)
    seen.accounts = clients.map { account($0, session) }
  }

  /// The next call for each of the slow clients is answered late.
  private func hold(
    _ slow: [SocketClient], beside other: SocketClient, _ session: RoomSession
  ) async throws -> [Hold] {
    let bench = session.bench
    // When the call came. Only the next one: the module may ask on without waiting, and those calls are answered.
    let arrivals: Locked<[String: ContinuousClock.Instant]> = Locked([:])
    let lateness = bench.paced(Self.slowReply)
    let shortage = bench.shortage
    bench.upstream.delay(
      Lateness(lateness) { [room] call in
        guard let client = slow.first(where: { !room.calls(for: $0.name, in: [call]).isEmpty }) else { return false }
        return arrivals.withLock { arrivals in
          guard arrivals[client.name] == nil else { return false }
          arrivals[client.name] = call.arrived
          return true
        }
      })
    defer { bench.upstream.delay(Lateness.none) }
    let occasion = "while the upstream worked on a call for it"
    // A module that asks for one client at a time never has all in progress; its other client then tells of it.
    try await bench.wait(atMost: Self.arrival) { arrivals.withLock { $0.count } == slow.count }
    let late = slow.compactMap { client in arrivals.withLock { $0[client.name] }.map { (client: client, arrived: $0) } }
    guard let began = late.map(\.arrived).max() else { throw RoomTrouble.neverAsked(slow[0].name, bench.patience) }
    let text = bench.values.sentence()
    var idleBefore: Duration?
    _ = try await session.wait(for: slow + [other], occasion) {
      if idleBefore == nil, .now - began >= bench.paced(Self.speaksAfter) {
        idleBefore = bench.recorder.idle
        Task { for (client, _) in late { await client.say(text) } }
      }
      return late.allSatisfy { client, arrived in
        !session.calls(for: client).contains { $0.arrived == arrived && $0.isInFlight }
      }
    }
    let (starved, idle) = (bench.shortage - shortage, idleBefore.map { bench.recorder.idle - $0 } ?? .zero)
    var holds: [Hold] = []
    for (client, arrived) in late {
      guard var hold = hold(client, arrived, text, session) else { continue }
      let end = began + lateness
      hold.otherCalls = session.calls(for: other).count { $0.arrived > began && $0.arrived < end }
      (hold.lateness, hold.starved, hold.idle) = (lateness, starved, idle)
      holds.append(hold)
    }
    let isGivenUp = holds.contains { $0.abandoned != nil }
    for (index, (client, arrived)) in late.enumerated() where !isGivenUp {
      guard let call = session.calls(for: client).first(where: { $0.arrived == arrived }) else { continue }
      holds[index].isDelivered = try await session.wait(for: slow + [other], occasion) {
        numbers(of: client).contains { Self.isSame($0, room.number(in: call)) }
          && session.calls(for: client).count { $0.arrived > call.replied ?? call.arrived } >= Self.nextCalls
      }
    }
    return holds
  }

  /// What happened until the call was answered or given up.
  private func hold(
    _ client: SocketClient, _ arrived: ContinuousClock.Instant, _ text: String, _ session: RoomSession
  ) -> Hold? {
    var hold = Hold()
    let calls = session.calls(for: client)
    guard let call = calls.first(where: { $0.arrived == arrived }) else { return nil }
    let end = call.replied ?? call.left ?? .now
    hold.usualPause = pause(calls.filter { $0.arrived < arrived })
    hold.abandoned = call.left.map { $0 - call.arrived }
    hold.askedAgain = calls.first { $0.arrived > arrived && $0.arrived < end }.map { $0.arrived - call.arrived }
    // What comes right after the call waited for it.
    hold.echoed = client.record.messages.first { $0.text == room.echo.filled(with: text) && $0.at < end }
      .map { $0.at - call.arrived }
    return hold
  }

  private func pause(_ calls: [UpstreamCall]) -> Duration {
    let pauses = zip(calls, calls.dropFirst()).map { $1.arrived - $0.arrived }.sorted()
    return pauses.isEmpty ? .zero : pauses[pauses.count / 2]
  }

  private func numbers(of client: SocketClient) -> [Double] {
    client.texts().compactMap { room.tick.value(in: $0) }.map { Double($0) ?? .nan }
  }

  /// A module may write a number in any form, and the upstream's have two decimals.
  private static func isSame(_ one: Double, _ other: Double?) -> Bool { other.map { abs(one - $0) < 0.001 } ?? false }

  private func account(_ client: SocketClient, _ session: RoomSession) -> Account {
    // First the client's, because the upstream's may grow in the meantime.
    let numbers = numbers(of: client)
    let calls = session.calls(for: client)
    let replies = calls.compactMap(room.number)
    let times = { (number: Double, all: [Double]) in all.count { Self.isSame(number, $0) } }
    var account = Account(replies: replies.count)
    for (index, number) in numbers.enumerated() {
      let returned = times(number, replies)
      if returned == 0 {
        account.foreign.append(number)
      } else if times(number, Array(numbers[...index])) > returned {
        account.repeated.append(number)
      }
    }
    let due = calls.filter { $0.replied != nil }.dropLast(Self.underWay).compactMap(room.number)
    account.missing = due.indices.count { times(due[$0], Array(due[...$0])) > times(due[$0], numbers) }
    return account
  }
}

extension FeedCheck.Account {
  var isRight: Bool { foreign.isEmpty && repeated.isEmpty && missing == 0 }
}
