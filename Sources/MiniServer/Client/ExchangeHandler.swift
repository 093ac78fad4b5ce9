internal import NIOCore
internal import NIOHTTP1

/// Pairs the request under way with its reply.
final class ExchangeHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart

  private struct Exchange {
    let promise: EventLoopPromise<ClientReply>
    let deadline: Scheduled<Void>
    let sent = ContinuousClock.now
    var head: HTTPResponseHead?
    var body: [UInt8] = []
  }

  private var exchange: Exchange?

  func begin(
    _ head: HTTPRequestHead, _ body: ByteBuffer, timeout: Duration, on channel: any Channel
  ) -> EventLoopFuture<ClientReply> {
    let promise = channel.eventLoop.makePromise(of: ClientReply.self)
    guard channel.isActive, exchange == nil else {
      promise.fail(ClientError.closed)
      return promise.futureResult
    }
    let deadline = channel.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(timeout)) {
      self.fail(ClientError.timeout(timeout))
      channel.close(promise: nil)
    }
    exchange = Exchange(promise: promise, deadline: deadline)
    channel.write(HTTPClientRequestPart.head(head), promise: nil)
    if body.readableBytes > 0 {
      channel.write(HTTPClientRequestPart.body(.byteBuffer(body)), promise: nil)
    }
    channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
    return promise.futureResult
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): exchange?.head = head
    case .body(let chunk): exchange?.body += Array(buffer: chunk)
    case .end: succeed()
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    fail(ClientError.closed)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    fail(error is IOError ? ClientError.closed : ClientError.malformed("\(error)"))
    context.close(promise: nil)
  }

  private func succeed() {
    guard let exchange, let head = exchange.head else { return }
    self.exchange = nil
    exchange.deadline.cancel()
    exchange.promise.succeed(
      ClientReply(
        sent: exchange.sent, status: Status(Int(head.status.code)), headers: Headers(fields: head.headers),
        body: exchange.body, completed: .now))
  }

  private func fail(_ error: any Error) {
    guard let exchange else { return }
    self.exchange = nil
    exchange.deadline.cancel()
    exchange.promise.fail(error)
  }
}
