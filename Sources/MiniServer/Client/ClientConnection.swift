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
    var head = HTTPRequestHead(
      version: .http1_1, method: HTTPMethod(rawValue: method), uri: target, headers: headers.fields)
    head.headers.replaceOrAdd(name: "Host", value: host)
    if !body.isEmpty || method == "POST" || method == "PUT" {
      head.headers.replaceOrAdd(name: "Content-Length", value: String(body.count))
    }
    let request = head
    let future = channel.eventLoop.flatSubmit { [channel, exchange] in
      exchange.value.begin(request, ByteBuffer(bytes: body), timeout: timeout, on: channel)
    }
    return PendingReply(future: future, connection: self)
  }

  package func close() {
    channel.close(promise: nil)
  }
}
