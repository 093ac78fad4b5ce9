internal import NIOCore
internal import NIOWebSocket

extension WebSocketEndpoint: ChannelInboundHandler, ChannelOutboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias OutboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    isWritable = context.channel.isWritable
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    connectionEnded()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    keepalive.heard()
    handle(state.receive(unwrapInboundIn(data)))
  }

  func read(context: ChannelHandlerContext) {
    if wantsRead { context.read() } else { isReadDeferred = true }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    isWritable = context.channel.isWritable
    if isWritable {
      senders.resume(with: .success(()))
      readIfDeferred()
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    case let error as NIOWebSocketError: handle(state.receive(error))
    // Bytes after those that could not be decoded.
    case is ByteToMessageDecoderError: break
    // The peer reset the connection, or a write failed.
    default: context.close(promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    connectionEnded()
  }

  private func connectionEnded() {
    guard self.context != nil else { return }
    self.context = nil
    if peerClose == nil { peerClose = .abnormal }
    finish(.failure(ClientDisconnected()))
    onClosed?()
    onClosed = nil
  }

  private func handle(_ received: WebSocketState.Received) {
    switch received {
    case .nothing, .pong: break
    case .message(let message): inbound.append(message)
    case .ping(let payload): write(.pong, payload)
    case .close(let close, let reply):
      peerClose = close
      finish()
      // The server closes the connection first: then the client's port is free at once.
      switch (reply, role) {
      case (let reply?, .server): end(with: reply, .all)
      case (let reply?, .client): write(.connectionClose, reply.payload)
      case (nil, .server): abort()
      case (nil, .client): break
      }
    case .violation(let close):
      finish(.failure(ClientDisconnected()))
      // Closing with unread bytes would make the kernel reset the connection, and the close frame could be lost.
      end(with: close, .output)
    }
  }
}
