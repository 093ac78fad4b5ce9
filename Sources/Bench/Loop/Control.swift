package import MiniServer
internal import NIOPosix

/// pitfall's own reference: while a check runs, the same client sends requests to a server of pitfall's that is known
/// to be good.
///
/// When its responses are late, this machine was the cause, and a failed check says nothing about the module.
package struct Control: Sendable {
  /// A good server on an idle machine answers within 1 ms; with four busy processes per core within 60 ms.
  package static let limit = Duration.milliseconds(250)

  private let heartbeat: Heartbeat

  package init(upstream: Upstream) {
    let port = upstream.port
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    self.init { try await ClientConnection.open(host: "127.0.0.1", port: port, on: loop, timeout: .seconds(2)) }
  }

  /// `connect` opens connections to the server that is known to be good.
  package init(connect: @escaping @Sendable () async throws -> ClientConnection) {
    heartbeat = Heartbeat(pause: .milliseconds(20), connect: connect)
  }

  package func start() {
    heartbeat.start()
  }

  /// The slowest response since `start`, including one that is still due.
  package func stop() async -> Duration {
    let waiting = heartbeat.waitingSince.map { ContinuousClock.now - $0 } ?? .zero
    await heartbeat.stop()
    return heartbeat.beats.map { $0.answered - $0.sent }.reduce(waiting, max)
  }
}
