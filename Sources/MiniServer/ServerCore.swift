internal import Glibc
internal import NIOCore
internal import Synchronization

/// The state that a server's connections share.
///
/// `@unchecked Sendable`: mutable state is used only on the server's event loop.
final class ServerCore: @unchecked Sendable {
  let loop: any EventLoop
  let executor: LoopExecutor
  let configuration: Server.Configuration
  let handler: Server.Handler
  let timerLimits: ConnectionTimer.Limits
  let keepaliveLimits: WebSocketKeepalive.Limits
  let tick: Duration

  @exclusivity(unchecked) private(set) var isShuttingDown = false
  @exclusivity(unchecked) var encoder = ResponseEncoder()
  private var listeners: [any Channel] = []
  private var ticking: RepeatedTask?
  private var connections: [ObjectIdentifier: any ServedConnection] = [:]
  /// How many connections were too many.
  let refused = Atomic(0)
  private var whenEmpty: EventLoopPromise<Void>?

  init(loop: any EventLoop, configuration: Server.Configuration, handler: @escaping Server.Handler) {
    self.loop = loop
    self.configuration = configuration
    self.handler = handler
    executor = LoopExecutor(loop: loop)
    tick = ConnectionTimer.Limits.tick(for: configuration)
    timerLimits = ConnectionTimer.Limits(configuration, tick: tick)
    keepaliveLimits = WebSocketKeepalive.Limits(configuration, tick: tick)
  }

  func listens(on channel: any Channel) {
    listeners.append(channel)
    guard ticking == nil else { return }
    let delay = TimeAmount(tick)
    ticking = loop.scheduleRepeatedTask(initialDelay: delay, delay: delay) { [weak self] _ in
      self?.advance()
    }
  }

  /// False when it must be closed, because the server shuts down or has too many connections.
  func add(_ connection: any ServedConnection) -> Bool {
    connections[ObjectIdentifier(connection)] = connection
    guard connections.count > configuration.maxConnections else { return !isShuttingDown }
    refused.add(1, ordering: .relaxed)
    return false
  }

  /// Called when a connection is closed and its handler has returned.
  func remove(_ connection: any ServedConnection) {
    connections[ObjectIdentifier(connection)] = nil
    if connections.isEmpty { whenEmpty?.succeed() }
  }

  /// Stops accepting and closes idle connections; the future completes when no connection is left.
  func drain() -> EventLoopFuture<Void> {
    isShuttingDown = true
    for listener in listeners { listener.close(promise: nil) }
    listeners = []
    let promise = loop.makePromise(of: Void.self)
    whenEmpty = promise
    // Iterate over a copy, because closing a connection changes the dictionary.
    for connection in Array(connections.values) { connection.serverIsShuttingDown() }
    if connections.isEmpty { promise.succeed() }
    return promise.futureResult
  }

  func closeConnections() {
    for connection in Array(connections.values) { connection.abort() }
  }

  private func advance() {
    for connection in Array(connections.values) { connection.tick() }
  }

  /// Seconds since 1970.
  static var wallClock: Int { time(nil) }
}
