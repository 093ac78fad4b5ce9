internal import NIOCore
internal import NIOHTTP1

extension Connection: ChannelInboundHandler, ChannelOutboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    if !core.add(self) { abort() }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = unwrapInboundIn(data)
    if case .end = part { arrival.requestEnded() }
    // The end of the read settles the rest.
    if let action = state.receive(part) { perform(action) }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    state.readEnded()
    settle()
  }

  func read(context: ChannelHandlerContext) {
    if let action = state.readRequested() { perform(action) }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    handle(state.writabilityChanged(context.channel.isWritable))
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    case let rejection as Rejection: handle(state.receive(rejection))
    // Bytes after those that could not be decoded.
    case ByteToMessageDecoderError.dataReceivedInErrorState: break
    // The decoder reports an unsupported version twice; the first report was handled above.
    case HTTPParserError.invalidVersion: break
    // The peer reset the connection, or a write failed.
    default: abort()
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    self.context = nil
    handle(state.closed())
  }
}
