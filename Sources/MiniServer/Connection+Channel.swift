internal import NIOCore
internal import NIOHTTP1

extension Connection: ChannelInboundHandler, ChannelOutboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    core.add(self)
    if core.isShuttingDown { abort() }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    isReading = true
    let part = unwrapInboundIn(data)
    if case .end = part { arrival.requestEnded() }
    receive(part)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    isReading = false
    settle()
  }

  func read(context: ChannelHandlerContext) {
    if wantsRead { context.read() } else { isReadDeferred = true }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    isWritable = context.channel.isWritable
    exchange.responseStream?.writabilityChanged()
    settle()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    case let refusal as Refusal: received(refusal)
    case ByteToMessageDecoderError.dataReceivedInErrorState(_, let bytes): drop(bytes.readableBytes)
    // The decoder reports a version that it refuses twice.
    case HTTPParserError.invalidVersion: break
    // Reset by the peer, or a failed write: NIO closes the channel.
    default: context.close(promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    phase = .closed
    self.context = nil
    queue.removeAll()
    exchange.body?.finish(.failure(ClientDisconnected()))
    exchange.responseStream?.close()
    exchange.task?.cancel()
    if !exchange.isHandlerRunning { core.remove(self) }
  }
}
