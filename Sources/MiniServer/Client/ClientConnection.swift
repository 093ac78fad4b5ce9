internal import Glibc
package import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// One connection to an HTTP/1.1 server, used for one request at a time.
package final class ClientConnection: Sendable {
  private let channel: any Channel
  private let exchange: NIOLoopBound<ExchangeHandler>
  private let host: String

  private init(channel: any Channel, exchange: NIOLoopBound<ExchangeHandler>, host: String) {
    self.channel = channel
    self.exchange = exchange
    self.host = host
  }

  package static func open(
    host: String, port: Int, on loop: any EventLoop, timeout: Duration
  ) async throws -> ClientConnection {
    let bootstrap = ClientBootstrap(group: loop)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .connectTimeout(TimeAmount(timeout))
    let channel: any Channel
    do {
      channel = try await bootstrap.connect(host: host, port: port).get()
    } catch let error as NIOConnectionError {
      throw Self.reason(error, timeout)
    }
    return try await channel.eventLoop.submit {
      guard channel.isActive else { throw ClientError.closed }
      let handler = ExchangeHandler()
      try channel.pipeline.syncOperations.addHTTPClientHandlers()
      try channel.pipeline.syncOperations.addHandler(handler)
      return ClientConnection(
        channel: channel, exchange: NIOLoopBound(handler, eventLoop: channel.eventLoop),
        host: "\(host):\(port)")
    }.get()
  }

  private static func reason(_ error: NIOConnectionError, _ timeout: Duration) -> any Error {
    let attempts = error.connectionErrors.map(\.error)
    let codes = attempts.compactMap { ($0 as? IOError)?.errnoCode }
    if codes.contains(where: { $0 == ECONNREFUSED || $0 == ECONNRESET }) { return ClientError.refused }
    if case ChannelError.connectTimeout? = attempts.first { return ClientError.connectTimeout(timeout) }
    return error
  }

  /// Sends a request and waits for the whole reply; a cancelled task closes the connection.
  package func send(
    _ method: String, _ target: String, headers: Headers = [:], body: [UInt8] = [], timeout: Duration
  ) async throws -> ClientReply {
    try await start(method, target, headers: headers, body: body, timeout: timeout).reply()
  }

  /// Sends a request without waiting; requests of one loop leave in the order of their calls.
  package func start(
    _ method: String, _ target: String, headers: Headers = [:], body: [UInt8] = [], timeout: Duration
  ) -> PendingReply {
    let head = head(method, target, headers, body)
    let promise = channel.eventLoop.makePromise(of: ClientReply.self)
    channel.eventLoop.execute { [channel, exchange] in
      let exchange = exchange.value
      let reply = WholeReply(promise, deadline: Self.deadline(timeout, on: channel, exchange))
      exchange.begin(head, ByteBuffer(bytes: body), on: channel, reply)
    }
    return PendingReply(future: promise.futureResult, connection: self)
  }

  /// Sends a request and waits for the head of the reply, then for each of its parts, for up to `timeout` each.
  ///
  /// A request with `Connection: close` closes it after the reply; a cancelled task closes it at once.
  package func stream(
    _ method: String, _ target: String, headers: Headers = [:], body: [UInt8] = [], timeout: Duration
  ) async throws -> ClientStream {
    let head = head(method, target, headers, body)
    let promise = channel.eventLoop.makePromise(of: ClientStream.self)
    channel.eventLoop.execute { [channel, exchange] in
      let exchange = exchange.value
      let reply = StreamedReply(promise, on: channel, exchange: exchange, closesAtEnd: !head.isKeepAlive) {
        Self.deadline(timeout, on: channel, exchange)
      }
      exchange.begin(head, ByteBuffer(bytes: body), on: channel, reply)
    }
    return try await withTaskCancellationHandler {
      try await promise.futureResult.get()
    } onCancel: {
      close()
    }
  }

  private func head(_ method: String, _ target: String, _ headers: Headers, _ body: [UInt8]) -> HTTPRequestHead {
    var head = HTTPRequestHead(
      version: .http1_1, method: HTTPMethod(rawValue: method), uri: target, headers: headers.fields)
    head.headers.replaceOrAdd(name: "Host", value: host)
    if !body.isEmpty || method == "POST" || method == "PUT" {
      head.headers.replaceOrAdd(name: "Content-Length", value: String(body.count))
    }
    return head
  }

  private static func deadline(
    _ timeout: Duration, on channel: any Channel, _ exchange: ExchangeHandler
  ) -> Scheduled<Void> {
    channel.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(timeout)) {
      exchange.fail(ClientError.timeout(timeout))
      channel.close(promise: nil)
    }
  }

  package func close() {
    channel.close(promise: nil)
  }
}
