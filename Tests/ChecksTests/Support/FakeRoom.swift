import Base
import Bench
import Checks
import Lessons
import MiniServer
import TestSupport

extension UpstreamRoute {
  static let feed = UpstreamRoute(path: "/feed?client={client}", answer: .fields([("tick", .number)]))
}

/// The parameters that every check of a room needs.
let roomParameters = """
  {socket: "/ws?client={client}", feed: "/feed?client={client}", echo: "Echo: {text}", said: "Said: {text}", \
  tick: "Tick: {tick}", bye: bye, boom: boom, count: /clients, counted: connected}
  """

/// A chat room that is right, but for the faults that a test gives it.
actor FakeRoom {
  enum Fault: Hashable {
    /// After this way of leaving, the feed goes on, or the client stays in the registry.
    case feedGoesOn(RoomExit)
    case staysCounted(RoomExit)
    case entersWithFirstTick
    case byeIsEchoed
    case byeJustReturns
    case boomIsIgnored
    case hearsItself
    case echoToAll
    /// A failed send to another client ends the speaker's handler.
    case unguarded
    /// A failed send ends the broadcast.
    case stopsAtFailure
    case saysTwice
    case leavingIsLogged
    case feedOfOthers
    case tickTwice
    case everyOtherTick
    case feedGivesUp
    case feedIsHedged
    case feedHoldsClient
    case feedHoldsAll
    case closesSilentClients
    case waitsForSlowReaders
    case neverStops
    /// The handler of a client that has left so does not return.
    case neverEnds(RoomExit)
  }

  private struct Boom: Error {}
  private typealias Member = (socket: WebSocket, name: String)

  private let faults: Set<Fault>
  private var members: [Member] = []
  private let feedTurn = Turnstile()

  init(_ faults: Set<Fault> = []) {
    self.faults = faults
  }

  nonisolated func respond(_ request: Request, _ module: FakeSurroundings) async throws -> Response? {
    switch request.path {
    case "/clients": return .json(["connected": .number(Double(await members.count))])
    case "/ws":
      let name = request.query("client") ?? ""
      return Response { [self] in try await serve($0, name, module) }
    default: return nil
    }
  }

  private func serve(_ socket: WebSocket, _ name: String, _ module: FakeSurroundings) async throws {
    if !faults.contains(.entersWithFirstTick) { members.append((socket, name)) }
    let feed = Task { try await self.feed(socket, name, module) }
    let exit = await listen(socket, name, module)
    if !faults.contains(.staysCounted(exit)) { members.removeAll { $0.socket == socket } }
    if !faults.contains(.feedGoesOn(exit)) { feed.cancel() }
    if faults.contains(.leavingIsLogged), exit == .closes || exit == .vanishes {
      module.log("Exception in GET /ws: ClientLeft (route at main.swift:40)")
    }
    // The server gives up before that, and cancels it.
    if faults.contains(.neverEnds(exit)) { try? await Task.sleep(for: Patience.long) }
    if faults.contains(.neverStops) { _ = await feed.result }
    if exit == .boom { throw Boom() }
  }

  /// Until the client leaves.
  private func listen(_ socket: WebSocket, _ name: String, _ module: FakeSurroundings) async -> RoomExit {
    do {
      for try await message in socket.messages {
        let text = message.text ?? ""
        if text == "bye", !faults.contains(.byeIsEchoed) {
          socket.close(WebSocketClose(faults.contains(.byeJustReturns) ? 4_000 : 1_000))
          return .bye
        }
        if text == "boom", !faults.contains(.boomIsIgnored) { return .boom }
        if faults.contains(.feedHoldsClient) { await feedTurn.one {} }
        try await tell(text, from: socket)
      }
      return .closes
    } catch is ClientDisconnected {
      return .vanishes
    } catch {
      return .boom
    }
  }

  private func tell(_ text: String, from socket: WebSocket) async throws {
    let times = faults.contains(.saysTwice) ? 2 : 1
    try await socket.send(.text("Echo: \(text)"))
    for member in members where member.socket != socket || faults.contains(.hearsItself) {
      do {
        for _ in 1...times {
          try await send("\(faults.contains(.echoToAll) ? "Echo" : "Said"): \(text)", to: member.socket)
        }
      } catch {
        if faults.contains(.unguarded) { throw error }
        if faults.contains(.stopsAtFailure) { return }
      }
    }
  }

  /// A right room waits for no one who is slow to read.
  private func send(_ text: String, to socket: WebSocket) async throws {
    if faults.contains(.waitsForSlowReaders) || faults.contains(.unguarded) || faults.contains(.stopsAtFailure) {
      return try await socket.send(.text(text))
    }
    Task { try? await socket.send(.text(text)) }
  }

  private func feed(_ socket: WebSocket, _ name: String, _ module: FakeSurroundings) async throws {
    var count = 0
    while !Task.isCancelled {
      let asked = faults.contains(.feedOfOthers) ? members.first?.name ?? name : name
      let target = "/feed?client=\(asked)"
      if let tick = try? await ask(target, module), case .number(let number)? = tick.fields["tick"] {
        count += 1
        if count == 1, faults.contains(.entersWithFirstTick), !Task.isCancelled { members.append((socket, name)) }
        let times = faults.contains(.tickTwice) ? 2 : faults.contains(.everyOtherTick) ? count % 2 : 1
        for _ in 0..<times { try? await socket.send(.text("Tick: \(number)")) }
      }
      if faults.contains(.closesSilentClients), count == 4 { socket.close() }
      try? await Task.sleep(for: .milliseconds(20))
    }
  }

  private func ask(_ target: String, _ module: FakeSurroundings) async throws -> JSONValue {
    if faults.contains(.feedHoldsAll) || faults.contains(.feedHoldsClient) {
      return try await feedTurn.one { try await module.get(target) }
    }
    if faults.contains(.feedGivesUp) { return try await module.get(target, patience: .milliseconds(200)) }
    guard faults.contains(.feedIsHedged) else { return try await module.get(target) }
    let first = Task { try await module.get(target) }
    let second = Task {
      try await Task.sleep(for: .milliseconds(300))
      return try await module.get(target)
    }
    let value = try await first.value
    second.cancel()
    return value
  }
}

/// What a check finds of a room.
func judge<Kind: TrafficCheck>(
  _ kind: Kind.Type, _ faults: FakeRoom.Fault..., pace: Double = 1, patience: Duration = .seconds(20)
) async throws -> Finding {
  let room = FakeRoom(Set(faults))
  let check = try Kind(parameters: ManifestNode(yaml: roomParameters))
  return check.judge(
    try await Bench.forTests(
      upstream: [.feed], pace: pace, patience: patience, handler: { try await room.respond($0, $1) }
    ) { try await check.measure($0) })
}
