internal import NIOCore

/// Runs the handler of a WebSocket on the server's event loop, and closes the WebSocket when it has returned.
///
/// `@unchecked Sendable`: mutable state is used only on the server's event loop.
final class WebSocketConnection: ServedConnection, @unchecked Sendable {
  private let core: ServerCore
  private let endpoint: WebSocketEndpoint
  /// Nil during the handler's first run up to a suspension, and after it has returned.
  private var task: Task<Void, Never>?
  private var isHandlerRunning = false
  private var isClosed = false

  init(core: ServerCore, channel: any Channel) throws {
    self.core = core
    let limits = core.configuration
    endpoint = WebSocketEndpoint(
      role: .server, on: channel, maxMessageBytes: limits.maxMessageBytes,
      keepalive: WebSocketKeepalive(limits: core.keepaliveLimits))
    try endpoint.add(to: channel, maxFrameBytes: limits.maxMessageBytes)
    endpoint.onClosed = { [self] in
      isClosed = true
      removeIfOver()
    }
  }

  /// Call it once the connection can send frames.
  func run(_ request: Request, _ handler: @escaping WebSocketHandler) {
    guard core.add(self) else { return abort() }
    isHandlerRunning = true
    let socket = WebSocket(request: request, endpoint: endpoint)
    // Runs the handler synchronously up to its first suspension; the rest runs in later turns of the same loop.
    let task = Task.immediate(executorPreference: core.executor) { [self] in
      do {
        try await handler(socket)
        end(.normal)
      } catch {
        end(.internalError)
      }
    }
    if isHandlerRunning { self.task = task }
  }

  private func end(_ close: WebSocketClose) {
    core.executor.assertOnLoop()
    isHandlerRunning = false
    task = nil
    endpoint.close(close)
    removeIfOver()
  }

  private func removeIfOver() {
    if isClosed && !isHandlerRunning { core.remove(self) }
  }

  func serverIsShuttingDown() {
    endpoint.close(.goingAway)
  }

  func tick() {
    endpoint.tick()
  }

  func abort() {
    task?.cancel()
    endpoint.abort()
  }
}
