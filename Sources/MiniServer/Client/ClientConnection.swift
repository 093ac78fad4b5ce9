internal import Glibc
package import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// A connection to an HTTP/1.1 server, used for one request at a time.
package final class ClientConnection: Sendable {
  let channel: any Channel
  let handler: NIOLoopBound<ClientHandler>
  private let host: String
  let allowance: ReplyAllowance?
  let shortage: (@Sendable () -> Duration)?

  private init(
    channel: any Channel, handler: NIOLoopBound<ClientHandler>, host: String, allowance: ReplyAllowance?,
    shortage: (@Sendable () -> Duration)?
  ) {
    self.channel = channel
    self.handler = handler
    self.host = host
    self.allowance = allowance
    self.shortage = shortage
  }

  /// `allowance` is for a server that is not trusted: a reply that exceeds it fails. `shortage` returns how long the
  /// server has waited for a processor so far, which prolongs the time limits of its replies. `socket` is for a server in
  /// another network.
  package static func open(
    host: String, port: Int, on loop: any EventLoop, timeout: Duration, allowance: ReplyAllowance? = nil,
    socket: SocketInOtherNetwork? = nil, shortage: (@Sendable () -> Duration)? = nil
  ) async throws -> ClientConnection {
    let bootstrap = ClientBootstrap(group: loop)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .connectTimeout(TimeAmount(timeout))
    let channel: any Channel
    do {
      if let descriptor = try await socket?.connected(port: port, timeout: timeout) {
        channel = try await bootstrap.withConnectedSocket(descriptor).get()
      } else {
        channel = try await bootstrap.connect(host: host, port: port).get()
      }
    } catch let error as NIOConnectionError {
      throw Self.reason(error, timeout)
    }
    return try await channel.eventLoop.submit {
      guard channel.isActive else { throw ClientError.closed }
      let handler = ClientHandler(allowance: allowance)
      var limits = NIOHTTPDecoderLimitConfiguration()
      limits.maxHeaderFieldSize = ReplyExcess.longestHead
      limits.maxHeaderListSize = ReplyExcess.longestHead
      limits.maxHeaderFieldCount = ReplyExcess.mostFields
      if let allowance {
        try channel.pipeline.syncOperations.addHandler(ReplyMeter(limit: allowance.perReply))
      }
      try channel.pipeline.syncOperations.addHTTPClientHandlers(decoderLimitConfiguration: limits)
      try channel.pipeline.syncOperations.addHandler(handler)
      return ClientConnection(
        channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop),
        host: "\(host):\(port)", allowance: allowance, shortage: shortage)
    }.get()
  }

  static func reason(_ error: NIOConnectionError, _ timeout: Duration) -> any Error {
    let attempts = error.connectionErrors.map(\.error)
    let codes = attempts.compactMap { ($0 as? IOError)?.errnoCode }
    if codes.contains(where: { $0 == ECONNREFUSED || $0 == ECONNRESET }) { return ClientError.refused }
    if case ChannelError.connectTimeout? = attempts.first { return ClientError.connectTimeout(timeout) }
    return error
  }

  /// Sends a request and waits for the whole reply; cancelling the task closes the connection.
  package func send(
    _ method: String, _ target: String, headers: Headers = [:], body: [UInt8] = [], timeout: Duration
  ) async throws -> ClientReply {
    try await start(method, target, headers: headers, body: body, timeout: timeout).reply()
  }

  /// Sends a request without waiting; on one event loop, requests are sent in the order of the calls.
  package func start(
    _ method: String, _ target: String, headers: Headers = [:], body: [UInt8] = [], timeout: Duration
  ) -> PendingReply {
    let head = head(method, target, headers, body)
    let promise = channel.eventLoop.makePromise(of: ClientReply.self)
    channel.eventLoop.execute { [channel, handler, allowance, shortage] in
      let handler = handler.value
      let reply = WholeReply(
        promise, deadline: Self.deadline(timeout, on: channel, handler, shortage), allowance: allowance)
      handler.begin(head, ByteBuffer(bytes: body), on: channel, reply)
    }
    return PendingReply(future: promise.futureResult, connection: self)
  }

  /// Sends a request and returns when the head of the reply arrives; `timeout` limits the wait for the head and for
  /// each following part.
  ///
  /// A request with `Connection: close` closes the connection after the reply; cancelling the task closes it
  /// immediately.
  package func stream(
    _ method: String, _ target: String, headers: Headers = [:], body: [UInt8] = [], timeout: Duration
  ) async throws -> ClientStream {
    let head = head(method, target, headers, body)
    let promise = channel.eventLoop.makePromise(of: ClientStream.self)
    channel.eventLoop.execute { [channel, handler, shortage] in
      let handler = handler.value
      let reply = StreamedReply(promise, on: channel, handler: handler, closesAtEnd: !head.isKeepAlive) {
        Self.deadline(timeout, on: channel, handler, shortage)
      }
      handler.begin(head, ByteBuffer(bytes: body), on: channel, reply)
    }
    return try await withTaskCancellationHandler {
      try await promise.futureResult.get()
    } onCancel: {
      close()
    }
  }

  func head(_ method: String, _ target: String, _ headers: Headers, _ body: [UInt8]) -> HTTPRequestHead {
    var head = HTTPRequestHead(
      version: .http1_1, method: HTTPMethod(rawValue: method), uri: target, headers: headers.fields)
    head.headers.replaceOrAdd(name: "Host", value: host)
    if !body.isEmpty || method == "POST" || method == "PUT" {
      head.headers.replaceOrAdd(name: "Content-Length", value: String(body.count))
    }
    return head
  }

  static func deadline(
    _ timeout: Duration, on channel: any Channel, _ handler: ClientHandler, _ shortage: (@Sendable () -> Duration)?
  ) -> ReplyDeadline {
    ReplyDeadline(timeout, on: channel.eventLoop, shortage: shortage) {
      handler.fail(ClientError.timeout(timeout))
      channel.close(promise: nil)
    }
  }

  package func close() {
    channel.close(promise: nil)
  }

  /// False once either side has closed it.
  package var isOpen: Bool { channel.isActive }
}
