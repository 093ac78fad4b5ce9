package import NIOCore
internal import NIOPosix
internal import Synchronization

/// An HTTP/1.1 server on one event loop that also runs its handler.
///
/// A handler that blocks its thread stops the whole server, on purpose: the lessons are about this.
package final class Server: Sendable {
  package typealias Handler = @Sendable (Request) async -> Response

  private let group: MultiThreadedEventLoopGroup
  private let core: ServerCore
  private let boundPort = Atomic(0)

  package init(configuration: Configuration = Configuration(), handler: @escaping Handler) {
    group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    core = ServerCore(loop: group.next(), configuration: configuration, handler: handler)
  }

  /// The loop on which connections are served and handlers run.
  package var eventLoop: any EventLoop { core.loop }

  /// An executor preference that runs a task on the server's loop.
  package var executor: LoopExecutor { core.executor }

  /// Port 0 lets the system choose the port.
  package func start(host: String = "127.0.0.1", port: Int = 0) async throws {
    try await listens(on: bootstrap.bind(host: host, port: port).get())
  }

  /// Listens on a socket that is already bound, such as one inherited from the parent process; on this one too, when it
  /// listens already.
  package func start(boundSocket descriptor: Int32) async throws {
    try await listens(on: bootstrap.withBoundSocket(descriptor).get())
  }

  /// The port that the server listens on; 0 before `start`.
  package var port: Int { boundPort.load(ordering: .relaxed) }

  /// How many connections it has closed because there were more than its configuration allows.
  package var refusedConnections: Int { core.refused.load(ordering: .relaxed) }

  /// Stops accepting, lets requests in progress finish, and closes the remaining connections after `deadline`.
  ///
  /// Handlers still running then are cancelled, and abandoned if they do not return within 200 ms.
  package func shutdown(deadline: Duration) async {
    let core = core
    let isDrained = core.loop.makePromise(of: Void.self)
    core.loop.execute {
      core.drain().cascade(to: isDrained)
      core.loop.scheduleTask(in: TimeAmount(deadline)) {
        core.closeConnections()
        core.loop.scheduleTask(in: Self.patienceWithCancelledHandlers) { isDrained.succeed() }
      }
    }
    try? await isDrained.futureResult.get()
    core.executor.stop()
    try? await group.shutdownGracefully()
  }

  private static let patienceWithCancelledHandlers = TimeAmount.milliseconds(200)

  private func listens(on channel: any Channel) async throws {
    boundPort.store(channel.localAddress?.port ?? 0, ordering: .relaxed)
    let core = core
    try await core.loop.submit { core.listens(on: channel) }.get()
  }

  private var bootstrap: ServerBootstrap {
    let core = core
    return ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let arrival = RequestArrival()
          let decoder = RequestDecoder(limits: core.configuration, arrival: arrival)
          try channel.pipeline.syncOperations.addHandlers(
            ByteToMessageHandler(decoder), Connection(core: core, arrival: arrival, channel: channel))
        }
      }
  }
}
