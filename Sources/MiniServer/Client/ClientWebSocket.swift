package import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOWebSocket

/// The client's end of a WebSocket.
package final class ClientWebSocket: Sendable {
  private let channel: any Channel
  private let endpoint: WebSocketEndpoint

  private init(channel: any Channel, endpoint: WebSocketEndpoint) {
    self.channel = channel
    self.endpoint = endpoint
  }

  deinit {
    channel.close(promise: nil)
  }

  /// Connects and does the handshake. It throws a `ClientError`; `.notAWebSocket` if the server answers with something
  /// else. `receiveBuffer` is how many bytes the kernel keeps for a client that does not read; nil for its own choice.
  /// `socket` is for a server in another network.
  package static func open(
    host: String, port: Int, _ target: String, headers: Headers = [:],
    on loop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next(), timeout: Duration,
    maxMessageBytes: Int = 1024 * 1024, receiveBuffer: Int? = nil, socket: SocketInOtherNetwork? = nil
  ) async throws -> ClientWebSocket {
    let connected = try await socket?.connected(port: port, timeout: timeout, receiveBuffer: receiveBuffer)
    let opening = loop.makePromise(of: ClientWebSocket.self)
    let deadline = loop.scheduleTask(in: TimeAmount(timeout)) { opening.fail(ClientError.timeout(timeout)) }
    let head = head(host: host, port: port, target, headers)
    var bootstrap = ClientBootstrap(group: loop)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
    if let receiveBuffer {
      bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: numericCast(receiveBuffer))
    }
    bootstrap =
      bootstrap
      .connectTimeout(TimeAmount(timeout))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try upgrade(channel, head, maxMessageBytes).cascade(to: opening)
        }
      }
    let connecting: EventLoopFuture<any Channel> =
      if let connected {
        bootstrap.withConnectedSocket(connected)
      } else {
        bootstrap.connect(host: host, port: port)
      }
    connecting.whenFailure { error in
      opening.fail((error as? NIOConnectionError).map { ClientConnection.reason($0, timeout) } ?? error)
    }
    opening.futureResult.whenComplete { result in
      deadline.cancel()
      if case .failure = result { connecting.whenSuccess { $0.close(promise: nil) } }
    }
    return try await withTaskCancellationHandler {
      try await opening.futureResult.get()
    } onCancel: {
      opening.fail(CancellationError())
    }
  }

  private static func head(host: String, port: Int, _ target: String, _ headers: Headers) -> HTTPRequestHead {
    var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: target, headers: headers.fields)
    head.headers.replaceOrAdd(name: "Host", value: "\(host):\(port)")
    return head
  }

  private static func upgrade(
    _ channel: any Channel, _ head: HTTPRequestHead, _ maxMessageBytes: Int
  ) throws -> EventLoopFuture<ClientWebSocket> {
    // A future, because what the server answers instead arrives only after the upgrade was given up.
    let upgrader = NIOTypedWebSocketClientUpgrader<EventLoopFuture<ClientWebSocket>>(
      maxFrameSize: maxMessageBytes, enableAutomaticErrorHandling: false
    ) { channel, _ in
      channel.eventLoop.makeCompletedFuture {
        let endpoint = WebSocketEndpoint(role: .client, on: channel, maxMessageBytes: maxMessageBytes)
        try channel.pipeline.syncOperations.addHandler(endpoint)
        return channel.eventLoop.makeSucceededFuture(ClientWebSocket(channel: channel, endpoint: endpoint))
      }
    }
    var configuration = NIOUpgradableHTTPClientPipelineConfiguration(
      upgradeConfiguration: NIOTypedHTTPClientUpgradeConfiguration(
        upgradeRequestHead: head, upgraders: [upgrader],
        notUpgradingCompletionHandler: { channel in
          channel.eventLoop.makeCompletedFuture {
            let answer = channel.eventLoop.makePromise(of: ClientWebSocket.self)
            try channel.pipeline.syncOperations.addHandler(RefusalHandler(answer))
            return answer.futureResult
          }
        }))
    configuration.leftOverBytesStrategy = .forwardBytes
    return try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(configuration: configuration)
      .flatMap { $0 }
      .flatMapErrorThrowing { error in throw error is ClientError ? error : ClientError.malformed("\(error)") }
  }

  /// The server's messages. They end when either side has sent a close frame, and throw `ClientDisconnected` when the
  /// connection ended without one.
  package var messages: WebSocket.Messages { WebSocket.Messages(stream: endpoint.inbound) }

  /// Returns once the message is passed on to the network, and waits while the server is slow.
  package func send(_ message: WebSocketMessage) async throws {
    try await endpoint.send(message)
  }

  /// Sends a close frame; the server then closes the connection.
  package func close(_ close: WebSocketClose = .normal) {
    endpoint.loop.run { [endpoint] in endpoint.close(close) }
  }

  /// Its own port, by which the server's end can be found.
  package var port: Int? { channel.localAddress?.port }

  /// Reads nothing more from the server.
  package func stopReading() async throws {
    try await channel.setOption(.autoRead, value: false).get()
  }

  /// Closes the connection without a close frame.
  package func hangUp() {
    channel.close(promise: nil)
  }

  /// Vanishes: resets the connection, without a close frame.
  package func reset() {
    endpoint.loop.run { [channel] in
      // Closing a socket that lingers for no time resets the connection.
      let lingering = (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
      (lingering ?? channel.eventLoop.makeSucceededVoidFuture()).whenComplete { _ in channel.close(promise: nil) }
    }
  }

  /// Waits until the connection is gone, and returns why the server closed it: its close frame's code, or 1006.
  package func closed() async throws -> WebSocketClose {
    try await channel.closeFuture.get()
    return try await endpoint.loop.submit { [endpoint] in endpoint.peerClose ?? .abnormal }.get()
  }
}

/// Reads the response of a server that does not open a WebSocket.
private final class RefusalHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart

  private let answer: EventLoopPromise<ClientWebSocket>

  init(_ answer: EventLoopPromise<ClientWebSocket>) {
    self.answer = answer
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(let head) = unwrapInboundIn(data) else { return }
    answer.fail(ClientError.notAWebSocket(Status(Int(head.status.code))))
  }

  func channelInactive(context: ChannelHandlerContext) {
    answer.fail(ClientError.closed)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    answer.fail(error is IOError ? ClientError.closed : ClientError.malformed("\(error)"))
  }
}
