internal import Base
internal import Files
package import MiniServer
internal import NIOPosix

/// A learner's module that runs and responds.
package final class RunningModule: ModuleUnderTest {
  package let prepared: PreparedModule
  package let process: GuardedProcess
  package let processID: Int32
  package let port: Int
  private let scratch: TemporaryDirectory
  /// Nil when it is in pitfall's own network.
  private let sockets: PassedSockets?
  private let witness: Locked<KernelWitness?> = Locked(nil)
  // One event loop for all connections to it, so that requests leave in the order in which they were started.
  private let clientLoop = MultiThreadedEventLoopGroup.singleton.next()
  private let allowance = ResponseLimit.allowance

  init(
    prepared: PreparedModule, process: GuardedProcess, processID: Int32, port: Int, scratch: TemporaryDirectory,
    sockets: PassedSockets?
  ) {
    self.prepared = prepared
    self.process = process
    self.processID = processID
    self.port = port
    self.scratch = scratch
    self.sockets = sockets
  }

  package var source: ModuleSource { prepared.source }
  package var workingDirectory: String { scratch.path }
  package var output: OutputLog { process.output }
  package var url: String { "http://127.0.0.1:\(port)" }

  /// The last lines that it printed.
  package var logTail: String { process.output.lastLines(12).joined(separator: "\n") }

  package func catchUpWithLog() async throws {
    if await isResponsive(within: .seconds(1)) { try await process.catchUpWithOutput(timeout: .milliseconds(500)) }
  }

  /// A new connection to it, on the loop that all connections to it share.
  package func connect() async throws -> ClientConnection {
    try await ClientConnection.open(
      host: "127.0.0.1", port: port, on: clientLoop, timeout: .seconds(2), allowance: allowance,
      socket: socketInItsNetwork()
    ) { [processID] in KernelWitness.shortage(of: processID) }
  }

  package func openWebSocket(_ target: String, receiveBuffer: Int?) async throws -> ClientWebSocket {
    try await ClientWebSocket.open(
      host: "127.0.0.1", port: port, target, on: clientLoop, timeout: Self.handshakePatience,
      receiveBuffer: receiveBuffer, socket: socketInItsNetwork())
  }

  package func openWebSocket(
    _ target: String, headers: Headers, timeout: Duration
  ) async throws -> ClientWebSocket {
    try await ClientWebSocket.open(
      host: "127.0.0.1", port: port, target, headers: headers, on: clientLoop, timeout: timeout,
      socket: socketInItsNetwork())
  }

  /// Nil when it is in pitfall's own network.
  private func socketInItsNetwork() async throws -> SocketInOtherNetwork? {
    guard let sockets else { return nil }
    do {
      return SocketInOtherNetwork(try await sockets.next())
    } catch is IsolationError where process.hasExited {
      throw ClientError.refused
    }
  }

  package func unreadBytes(from: Int, to: Int) -> Int? {
    ReceiveQueue.length(from: from, to: to, inNetworkOf: processID)
  }

  /// So that nothing of a module that never answers stays; a check gives up before.
  private static let handshakePatience = Duration.seconds(30)

  /// What ended it, in a sentence; nil while it runs.
  package var endedBecause: String? {
    if let limit = process.limit { return limit.description }
    guard process.hasExited else { return nil }
    return process.exit.map { "it \($0)" } ?? "it was killed from outside"
  }

  /// Waits until its end is reported if the kernel is already ending it. A process closes its connections before it
  /// counts as gone: on a busy machine, more than half a second before.
  package func waitIfItIsEnding(timeout: Duration) async {
    if KernelWitness.isEnding(processID) { _ = await process.waitForExit(timeout: timeout) }
  }

  var startFailure: StartFailure? {
    if let limit = process.limit { return .limit(limit, log: logTail) }
    guard process.hasExited else { return nil }
    return .exited(process.exit ?? .signal(9), log: logTail)
  }

  /// Why no connection to it was accepted; nil when it listens by now, and pitfall was too late to see it.
  package func failureToListen(within patience: Duration) -> StartFailure? {
    let addresses = KernelWitness.listeningAddresses(of: processID)
    if addresses.contains("127.0.0.1:\(port)") { return nil }
    return addresses.isEmpty ? .neverListened(patience, log: logTail) : .servesElsewhere(addresses, log: logTail)
  }

  /// Waits until it ends by itself or the task is cancelled.
  package func waitUntilItEnds() async {
    await process.waitForExit()
  }

  package func terminate() {
    process.terminate()
  }

  /// Asks it to end, then kills it; true when it ended by itself within `deadline`.
  package func stop(deadline: Duration) async -> Bool {
    process.terminate()
    let isDone = await process.waitForExit(timeout: deadline)
    await process.end()
    return isDone
  }

  /// Kills it and everything that it started.
  package func end() async {
    await process.end()
  }

  /// The first response since the last call of which there was more than pitfall reads.
  package func takeExcess() -> ReplyAllowance.Excess? { allowance.takeExcess() }

  package func kernelWitness() async throws -> KernelWitness {
    let earlier = witness.withLock { $0 }
    let witness = try await KernelWitness(processID: processID, loopThread: prepared.loopThread, earlier: earlier) {
      // Each on its own connection, because the module may close one after a response.
      let connection = try await connect()
      defer { connection.close() }
      _ = try await connection.send("GET", "/ping", timeout: .seconds(3))
    }
    self.witness.withLock { $0 = witness }
    return witness
  }
}
