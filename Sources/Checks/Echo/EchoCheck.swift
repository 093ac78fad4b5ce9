internal import Base
package import Bench
package import Lessons
package import MiniServer

/// Lets clients talk: each text must come back, and reach all others.
///
/// New clients talk, then those who were there and a new one after many others have come and gone, and last those who
/// were there when a client vanished in the middle of a message to it.
package struct EchoCheck: TrafficCheck {
  package enum Occasion: Sendable, Equatable {
    case newcomers
    /// One client says several texts at once.
    case burst
    /// So many are connected.
    case crowd(Int)
    case afterOthersLeft(Int)
    /// While a client did not read, until it vanished.
    case duringVanishing
    case afterVanishing
  }

  package enum Problem: Sendable, Equatable {
    case noEcho(Duration)
    /// So many of the others did not get it.
    case unheard(by: Int, Duration)
    case hearsItself
    /// A client got the echo of another one's text.
    case echoToOthers
    case repeated(String)
    case speakerCutOff(WebSocketClose)
    case listenerCutOff(WebSocketClose)
    case flooded
  }

  package struct Talk: Sendable, Equatable {
    package let occasion: Occasion
    package let text: String
    package let listeners: Int
    package let problem: Problem?

    package init(_ occasion: Occasion, text: String, listeners: Int, problem: Problem?) {
      self.occasion = occasion
      self.text = text
      self.listeners = listeners
      self.problem = problem
    }
  }

  package struct Measurement: Sendable, RoomMeasurement {
    package var talks: [Talk] = []
    package var trouble: RoomTrouble?

    package init() {}
  }

  private static let visitors = (waves: 3, each: 10)
  private static let burst = 30
  /// More than a module can pass on to a client that does not read.
  private static let longTexts = (count: 10, length: 64 << 10)
  /// When no listener has heard anything for so long, the module waits for the client that does not read.
  private static let standstill = Duration.milliseconds(100)

  let room: Room

  package static let name = "echo"
  package static let leavesClients = true
  package static let sendBuffer: Int? = RoomSession.smallSendBuffer
  package static let summary =
    "Lets clients of a chat room talk, also after many others have come and gone: does each text come back, and reach "
    + "all others?"
  package static let parameters = Room.parameters

  package init(_ fields: inout ManifestFields) throws {
    room = try Room(&fields)
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    try await RoomSession.measure(room, bench) { try await measure($0, &$1) }
  }

  private func measure(_ session: RoomSession, _ seen: inout Measurement) async throws {
    let bench = session.bench
    var texts = RoomTexts(bench.values)
    let first = try await session.enter(3)
    guard try await talk(.newcomers, first.map { ($0, texts.next()) }, first, session, &seen) else { return }

    // Each twice in a row, for what is said again is no mistake.
    let words = (0..<Self.burst / 2).map { _ in bench.values.word(length: 12) }
    let burst = words.flatMap { [(first[2], $0), (first[2], $0)] }
    guard try await talk(.burst, burst, first, session, &seen) else { return }
    for wave in 0..<Self.visitors.waves {
      let visitors = try await session.enter(Self.visitors.each)
      if wave == 0 {
        let all = first + visitors
        let speakers = [bench.values.shuffled(visitors)[0], first[0]].map { ($0, texts.next()) }
        guard try await talk(.crowd(all.count), speakers, all, session, &seen) else { return }
      }
      for visitor in visitors {
        visitor.leave(bench.values.shuffled([.closing(.normal), .hangingUp, .vanishing])[0])
      }
    }
    let newcomer = try await session.enter()
    let occasion = Occasion.afterOthersLeft(Self.visitors.waves * Self.visitors.each)
    let speakers = [bench.values.shuffled(first)[0], newcomer]
    guard try await talk(occasion, speakers.map { ($0, texts.next()) }, first + [newcomer], session, &seen) else {
      return
    }

    // Only two stay, because the long texts take time.
    for client in first[1...] { client.leave(.closing(.normal)) }
    let silent = try await session.enterWithoutReading()
    let last = try await session.enter()
    let members = [first[0], newcomer, last]
    guard try await talkUntilOneVanishes(silent, members, session, &seen) else { return }
    _ = try await talk(.afterVanishing, members.map { ($0, texts.next()) }, members, session, &seen)
  }

  /// All speak at once; false when something was wrong.
  private func talk(
    _ occasion: Occasion, _ speakers: [(client: SocketClient, text: String)], _ members: [SocketClient],
    _ session: RoomSession, _ seen: inout Measurement
  ) async throws -> Bool {
    let marks = members.map(\.count)
    for (client, text) in speakers { await client.say(text) }
    return try await hear(occasion, speakers, Array(zip(members, marks)), session, &seen)
  }

  /// One talks to a client that does not read, which then vanishes.
  private func talkUntilOneVanishes(
    _ silent: SocketClient, _ members: [SocketClient], _ session: RoomSession, _ seen: inout Measurement
  ) async throws -> Bool {
    let bench = session.bench
    let marks = members.map(\.count)
    let texts = (0..<Self.longTexts.count).map { _ in bench.values.token(length: Self.longTexts.length) }
    let speaker = members[0]
    let speaking = Task { for text in texts { await speaker.say(text) } }
    defer { speaking.cancel() }
    var heard = (count: 0, since: ContinuousClock.now)
    try await bench.wait(atMost: bench.patience) {
      let long = members.flatMap { $0.texts().filter { $0.utf8.count > Self.longTexts.length } }.count
      if long > heard.count { heard = (long, .now) }
      return .now - heard.since >= Self.standstill
    }
    silent.leave(.vanishing)
    return try await hear(
      .duringVanishing, texts.map { (speaker, $0) }, Array(zip(members, marks)), session, &seen)
  }

  /// Waits until all that was said is heard.
  private func hear(
    _ occasion: Occasion, _ spoken: [(client: SocketClient, text: String)],
    _ members: [(client: SocketClient, mark: Int)], _ session: RoomSession, _ seen: inout Measurement
  ) async throws -> Bool {
    let began = ContinuousClock.now
    let times = Dictionary(grouping: spoken, by: \.text).mapValues(\.count)
    var problems: [Problem?] = []
    _ = try await session.bench.watch(atMost: session.bench.patience) { _ in
      problems = spoken.map { spoken in
        problem(spoken, times: times[spoken.text] ?? 1, members, waited: .now - began)
      }
      let isOver = problems.allSatisfy { $0 == nil || $0?.isFinal == true }
      return isOver ? true : nil
    }
    let isSeries = occasion == .duringVanishing || occasion == .burst
    // Of a series of texts, the first with a problem stands for all.
    let told = isSeries ? [problems.firstIndex { $0 != nil } ?? 0] : Array(spoken.indices)
    seen.talks += told.map {
      Talk(occasion, text: spoken[$0].text, listeners: members.count - 1, problem: problems[$0])
    }
    return problems.allSatisfy { $0 == nil }
  }

  private func problem(
    _ spoken: (client: SocketClient, text: String), times: Int, _ members: [(client: SocketClient, mark: Int)],
    waited: Duration
  ) -> Problem? {
    let (echo, said) = (room.echo.filled(with: spoken.text), room.said.filled(with: spoken.text))
    var unheard = 0
    var lacksEcho = false
    for (client, mark) in members {
      let record = client.record
      if record.isFlooded { return .flooded }
      let texts = record.messages.dropFirst(mark).map(\.text)
      let isSpeaker = client === spoken.client
      if let close = record.end?.close { return isSpeaker ? .speakerCutOff(close) : .listenerCutOff(close) }
      let counts = (echo: texts.count { $0 == echo }, said: texts.count { $0 == said })
      if isSpeaker, counts.said > 0 { return .hearsItself }
      if !isSpeaker, counts.echo > 0 { return .echoToOthers }
      let count = isSpeaker ? counts.echo : counts.said
      if count > times { return .repeated(isSpeaker ? echo : said) }
      if count < times { if isSpeaker { lacksEcho = true } else { unheard += 1 } }
    }
    if lacksEcho { return .noEcho(waited) }
    return unheard > 0 ? .unheard(by: unheard, waited) : nil
  }
}

extension EchoCheck.Problem {
  /// False for one that the next moment may mend.
  fileprivate var isFinal: Bool {
    switch self {
    case .noEcho, .unheard: false
    default: true
    }
  }
}
