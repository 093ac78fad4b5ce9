internal import NIOCore
internal import NIOHTTP1

extension Connection: ChannelInboundHandler, ChannelOutboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    if !core.add(self) { abort() }
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
    current.responseStream?.writabilityChanged()
    settle()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    case let rejection as Rejection: received(rejection)
    case ByteToMessageDecoderError.dataReceivedInErrorState(_, let bytes): drop(bytes.readableBytes)
    // The decoder reports an unsupported version twice; the first report was handled above.
    case HTTPParserError.invalidVersion: break
    // The peer reset the connection, or a write failed.
    default: context.close(promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    phase = .closed
    self.context = nil
    queue.removeAll()
    current.body?.finish(.failure(ClientDisconnected()))
    current.responseStream?.close()
    current.task?.cancel()
    if !current.isHandlerRunning { core.remove(self) }
  }
}
