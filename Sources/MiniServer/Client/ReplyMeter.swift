internal import NIOCore

/// Counts what arrives for one reply, and closes the connection at the limit.
///
/// It stands before the decoder, so that endless interim responses, chunk extensions, and trailers count as well.
final class ReplyMeter: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer

  private let limit: Int
  private var count = 0

  init(limit: Int) {
    self.limit = limit
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    count += unwrapInboundIn(data).readableBytes
    guard count > limit else { return context.fireChannelRead(data) }
    context.fireErrorCaught(ClientError.tooLong(.reply(limit: limit)))
    context.close(promise: nil)
  }

  /// A request is written as a whole, and before anything of its reply can arrive.
  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    count = 0
    context.write(data, promise: promise)
  }
}
