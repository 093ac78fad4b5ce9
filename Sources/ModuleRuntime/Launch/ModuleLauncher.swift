internal import Files
internal import Foundation
internal import MiniServer
internal import NIOPosix

/// Starts prepared modules and waits until they respond.
package struct ModuleLauncher: Sendable {
  /// How long a module may take until it accepts a connection.
  package static let startPatience = Duration.seconds(15)
  /// How much longer it may take when other processes keep it from running.
  private static let longestShortage = Duration.seconds(60)
  /// How long a module may take for its first response; clients commonly give up after as long.
  package static let answerPatience = Duration.seconds(5)

  /// A module that hangs up this often, and for this long, does not do so only while it starts.
  private static let hangUps = (count: 5, patience: Duration.seconds(1))

  private let installation: Installation
  private let isolation: Isolation

  package init(_ installation: Installation, isolation: Isolation = .limits) {
    self.installation = installation
    self.isolation = isolation
  }

  /// The module's environment has only what the system, the track and the surroundings need. `port` is for a module that
  /// is not in a network of its own. `sendBuffer` is how many bytes the kernel keeps for a client that does not read; nil
  /// for the kernel's own choice. `unstarted` gets what a module printed that does not start.
  package func start(
    _ module: PreparedModule, in surroundings: some ModuleSurroundings, port: Int = 0, sendBuffer: Int? = nil,
    echo: (@Sendable (String) -> Void)? = nil, unstarted: (OutputLog) -> Void = { _ in }
  ) async throws -> RunningModule {
    let socket = isolation.tier.hasOwnNetwork ? nil : try BoundSocket(port: port, sendBuffer: sendBuffer)
    let sockets = socket == nil ? try PassedSockets() : nil
    let scratch = try TemporaryDirectory()
    var command = GuardedCommand(
      module.arguments, environment: environment(of: module, surroundings, home: scratch.path),
      directory: scratch.path, socket: socket?.descriptor, isolation: isolation)
    command.readable = module.readable + [module.source.directory] + (module.scratch.map { [$0.path] } ?? [])
    // Its own folder, too, because pitfall reads there what LessonKit recorded.
    command.writable = surroundings.writableFolders + [scratch.path]
    command.hidden = installation.secrets
    command.upstreamPort = surroundings.upstreamPort
    command.sockets = sockets
    command.sendBuffer = sendBuffer
    try command.writable.forEach(isolation.own)
    let process = try GuardedProcess(command, guardian: installation.guardian, echo: echo)
    do {
      let processID = try await process.processID()
      let introduction = try await sockets?.introduction()
      if let upstream = introduction?.upstream { try await surroundings.serveUpstream(onBoundSocket: upstream) }
      let running = RunningModule(
        prepared: module, process: process, processID: processID, port: introduction?.port ?? socket?.port ?? port,
        scratch: scratch, sockets: sockets)
      try await waitUntilAnswering(running)
      return running
    } catch {
      await process.end()
      unstarted(process.output)
      throw error
    }
  }

  private func environment(
    of module: PreparedModule, _ surroundings: some ModuleSurroundings, home: String
  ) -> [String: String] {
    module.variables.merging(surroundings.variables) { $1 }
      .merging(["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": home, "TMPDIR": home]) { $1 }
  }

  private func waitUntilAnswering(_ module: RunningModule) async throws {
    let began = ContinuousClock.now
    var hangUps: [ContinuousClock.Instant] = []
    while true {
      try Task.checkCancellation()
      if let failure = module.startFailure { throw failure }
      do {
        try await ping(module)
        return
      } catch ClientError.timeout(let patience) {
        throw module.startFailure ?? .neverAnswered(patience, log: module.logTail)
      } catch ClientError.unfinished(let patience, _) {
        throw module.startFailure ?? .neverFinished(patience, log: module.logTail)
      } catch ClientError.tooLong(let excess) {
        throw module.startFailure ?? .tooLong(excess, log: module.logTail)
      } catch ClientError.refused, ClientError.connectTimeout {
        // It does not listen yet.
        hangUps = []
      } catch let error as ClientError {
        // It may be about to exit, so it is asked again.
        hangUps.append(.now)
        if hangUps.count >= Self.hangUps.count, hangUps[0].duration(to: .now) >= Self.hangUps.patience {
          throw module.startFailure ?? .hungUp("\(error)", log: module.logTail)
        }
      }
      // Time without a processor does not count: starting takes seconds of work.
      let waited = ContinuousClock.now - began
      let shortage = waited < Self.startPatience ? .zero : KernelWitness.shortage(of: module.processID)
      if waited > Self.startPatience + min(shortage, Self.longestShortage) {
        if let failure = module.failureToListen(within: Self.startPatience) { throw failure }
        // Its queue of connections is full, or pitfall itself gets no processor.
        let longest = Self.startPatience + Self.longestShortage
        if waited > longest { throw StartFailure.neverAnswered(longest, log: module.logTail) }
      }
      if await module.process.waitForExit(timeout: .milliseconds(3)) { continue }
    }
  }

  private func ping(_ module: RunningModule) async throws {
    let connection = try await module.connect()
    defer { connection.close() }
    _ = try await connection.send("GET", "/ping", timeout: Self.answerPatience)
  }
}
