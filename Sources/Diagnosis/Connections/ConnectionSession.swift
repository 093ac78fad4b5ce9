internal import Base
internal import Bench
internal import Files
internal import MiniServer
internal import ModuleRuntime
internal import Report

/// The clients of one observation, and what was seen from outside while they came and went.
final class ConnectionSession {
  typealias Count = ConnectionsTrace.Count

  private static let messagePatience = Duration.seconds(1)
  private static let replyPatience = Duration.milliseconds(500)
  /// After each client has left, so that what goes on for it is seen before the next one leaves.
  private static let pause = Duration.milliseconds(250)
  /// After the last one.
  private static let afterwards = Duration.milliseconds(500)
  private static let stopPatience = Duration.seconds(3)
  private static let pollPause = Duration.milliseconds(5)

  let scene: Scene
  let plan: ConnectionPlan
  private let witness: KernelWitness
  private let firstCall: Int
  private(set) var clients: [ConnectionClient] = []
  private(set) var counts: [Count] = []
  private(set) var descriptors = ConnectionsTrace.Descriptors(
    socketsBefore: 0, sockets: 0, upstreamSockets: 0, filesBefore: 0, files: 0)
  private(set) var kept: Set<SocketID> = []
  /// When `kept` was seen.
  private(set) var looked = ContinuousClock.now
  private(set) var stop: (sent: ContinuousClock.Instant, ended: ContinuousClock.Instant?)?
  private var before: (sockets: Set<SocketID>, others: Int)

  init(_ scene: Scene, _ plan: ConnectionPlan) async throws {
    self.scene = scene
    self.plan = plan
    witness = try await scene.module.kernelWitness()
    firstCall = scene.surroundings.upstream.count
    before = witness.openDescriptors()
  }

  var calls: [UpstreamCall] { scene.surroundings.upstream.calls(since: firstCall) }

  /// Takes all clients out of the module at the end.
  func run(_ visit: (ConnectionSession) async throws -> Void) async throws {
    defer { for client in clients { client.socket.leave(.vanishing) } }
    try await visit(self)
  }

  /// One client stays, and one leaves in each way, one after the other; then SIGTERM.
  func visitTogether() async throws {
    scene.progress("connecting clients")
    let stayer = try await enter(.stays)
    before = witness.openDescriptors()
    await count("before the others came")
    let leavers = 1...plan.ways.count
    for way in plan.ways { _ = try await enter(way) }
    await count("when all had come")
    for index in [stayer] + leavers { try await say(index) }
    for index in leavers {
      scene.progress("watching a client leave: after \(clients[index].way.occasion)")
      try await leave(index)
      await count("after \(clients[index].way.occasion)")
    }
    try await Task.sleep(for: Self.afterwards)
    look()
    try await say(stayer)
    try await Task.sleep(for: Self.pause)
    try requireRunning("after a client spoke that had stayed")
    if !clients[stayer].socket.isOpen {
      try await Task.sleep(for: Self.pause)
      // A module that no longer answers gets SIGTERM nevertheless.
      do { _ = try await enter(.comesLater) } catch is ConnectionsError {}
    }
    try await terminate()
  }

  /// One client after the other, each of which leaves in another way.
  func visitAlone(saying text: String) async throws {
    for (index, way) in [ConnectionPlan.Way.closeFrame, .vanishes].enumerated() {
      scene.progress("watching a client leave: after \(way.occasion)")
      _ = try await enter(way, patience: .zero)
      try await wait(atMost: Self.messagePatience) { [clients] in !clients[index].socket.isOpen }
      if !text.isEmpty { try await say(index) }
      try await leave(index)
      try await Task.sleep(for: Self.afterwards)
    }
    look()
  }

  /// Connects a client, and waits for its first message.
  private func enter(_ way: ConnectionPlan.Way, patience: Duration = messagePatience) async throws -> Int {
    let target = plan.target(of: way.client)
    var headers = Headers()
    for header in plan.headers { headers.add(header.name, header.value) }
    let socket: SocketClient
    do {
      socket = SocketClient(
        try await scene.module.openWebSocket(
          target, headers: headers, timeout: clients.isEmpty ? Scene.patience : Self.messagePatience),
        name: way.client)
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      try requireRunning("when a client connected")
      throw ConnectionsError.noWebSocket(target, reason: NoResponse(error).description, log: scene.module.logTail)
    }
    socket.listen()
    let port = socket.port
    clients.append(
      ConnectionClient(
        way: way, path: target, socket: socket, port: port,
        serverEnd: port.flatMap { witness.acceptedSockets(from: [$0])[$0] }))
    try await wait(atMost: patience) { socket.count > 0 || !socket.isOpen }
    try requireRunning("when a client had connected")
    return clients.count - 1
  }

  /// Lets a client say the plan's text, and waits for a message with that text in it.
  private func say(_ index: Int) async throws {
    let socket = clients[index].socket
    guard !plan.says.isEmpty, socket.isOpen else { return }
    let mark = socket.count
    await clients[index].say(plan.says)
    try await wait(atMost: Self.replyPatience) { [plan] in
      socket.texts(since: mark).contains { $0.contains(plan.says) } || !socket.isOpen
    }
  }

  private func leave(_ index: Int) async throws {
    await clients[index].leave()
    let socket = clients[index].socket
    try await wait(atMost: Self.replyPatience) { !socket.isOpen }
    try await Task.sleep(for: Self.pause)
    try requireRunning("after \(clients[index].way.occasion)")
  }

  private func count(_ occasion: String) async {
    // A module that does not answer would be waited for each time.
    guard let count = plan.count, counts.last.map({ $0.said != nil }) ?? true else { return }
    let said = await answer(count.path)?.json?[count.field]?.amount.flatMap { Int(exactly: $0) }
    counts.append(Count(occasion, said: said, connected: clients.count { $0.gone == nil }))
  }

  private func answer(_ path: String) async -> Answer? {
    guard let connection = try? await scene.module.connect() else { return nil }
    defer { connection.close() }
    return try? Answer(await connection.send("GET", path, timeout: Self.messagePatience))
  }

  private func look() {
    let now = witness.openDescriptors()
    let upstream = witness.connectedSockets(to: scene.surroundings.upstream.port)
    kept = now.sockets
    looked = .now
    descriptors = ConnectionsTrace.Descriptors(
      socketsBefore: before.sockets.count, sockets: now.sockets.count, upstreamSockets: upstream.count,
      filesBefore: before.others, files: now.others)
  }

  private func terminate() async throws {
    scene.progress("sending SIGTERM")
    let sent = ContinuousClock.now
    stop = (sent, nil)
    scene.module.terminate()
    try await wait(atMost: Self.stopPatience) { [module = scene.module] in module.endedBecause != nil }
    if scene.module.endedBecause != nil { stop = (sent, .now) }
  }

  /// Throws `DiagnoserError` for a module that has ended by itself.
  private func requireRunning(_ occasion: String) throws {
    guard let reason = scene.module.endedBecause else { return }
    throw DiagnoserError.ended("\(reason), \(occasion)", log: scene.module.logTail)
  }

  private func wait(atMost patience: Duration, until condition: () -> Bool) async throws {
    let began = ContinuousClock.now
    while !condition(), .now - began < patience { try await Task.sleep(for: Self.pollPause) }
  }
}
