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

  private let guardian: String

  package init(_ installation: Installation) {
    guardian = installation.guardian
  }

  /// `variables` are added to the module's environment, which otherwise has only what the system and the track need.
  /// `sendBuffer` is how many bytes the kernel keeps for a client that does not read; nil for the kernel's own choice.
  package func start(
    _ module: PreparedModule, variables: [String: String], port: Int = 0, sendBuffer: Int? = nil,
    echo: (@Sendable (String) -> Void)? = nil
  ) async throws -> RunningModule {
    let socket = try BoundSocket(port: port, sendBuffer: sendBuffer)
    let scratch = try TemporaryDirectory()
    var environment = module.variables.merging(variables) { $1 }
    environment["PATH"] = "/usr/local/bin:/usr/bin:/bin"
    environment["LANG"] = "C.UTF-8"
    environment["HOME"] = scratch.path
    environment["TMPDIR"] = scratch.path
    let process = try GuardedProcess(
      GuardedCommand(
        module.arguments, environment: environment, directory: scratch.path, socket: socket.descriptor),
      guardian: guardian, echo: echo)
    let running = RunningModule(
      prepared: module, process: process, processID: try await process.processID(), port: socket.port, scratch: scratch)
    do {
      try await waitUntilAnswering(running)
    } catch {
      await running.end()
      throw error
    }
    return running
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
      guard waited < Self.startPatience + min(shortage, Self.longestShortage) else {
        throw module.neverListened(Self.startPatience)
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
