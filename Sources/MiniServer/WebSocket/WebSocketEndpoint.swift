internal import NIOCore
internal import NIOWebSocket

/// One end of a WebSocket: passes messages on, answers pings and close frames, and suspends senders while the peer is slow.
///
/// `@unchecked Sendable`: mutable state is used only on the channel's event loop.
final class WebSocketEndpoint: @unchecked Sendable {
  let loop: any EventLoop
  let role: WebSocketState.Role
  /// The peer's messages. They end with the first close frame, whoever sent it.
  private(set) var inbound: InboundStream<WebSocketMessage>!
  var state: WebSocketState
  /// Why the peer closed, or we did when the peer broke the protocol; nil as long as it is open.
  var peerClose: WebSocketClose?
  var context: ChannelHandlerContext?
  var isWritable = true
  /// NIO asked to read while `wantsRead` was false.
  var isReadDeferred = false
  var senders = SuspendedWriters()
  var keepalive: WebSocketKeepalive
  /// Called on the loop when the connection is gone.
  var onClosed: (() -> Void)?

  /// `keepalive` is for an owner that calls `tick`.
  init(
    role: WebSocketState.Role, on channel: any Channel, maxMessageBytes: Int,
    keepalive: WebSocketKeepalive = WebSocketKeepalive()
  ) {
    loop = channel.eventLoop
    self.role = role
    self.keepalive = keepalive
    state = WebSocketState(role: role, maxMessageBytes: maxMessageBytes)
    inbound = InboundStream(loop: loop) { [weak self] _ in self?.readIfDeferred() }
  }

  /// Adds itself, and the codec before it, to the end of the channel's pipeline.
  func add(to channel: any Channel, maxFrameBytes: Int) throws {
    try channel.pipeline.syncOperations.addHandlers(
      ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: maxFrameBytes)), WebSocketFrameEncoder(), self)
  }

  /// So many messages wait for a reader before the peer is read no further: enough that a close frame and pings are
  /// seen while the reader is at work.
  private static let mostUnread = 16

  var wantsRead: Bool {
    switch state.phase {
    case .open: inbound.unread < Self.mostUnread && isWritable
    case .closing, .closed, .failed: true
    }
  }

  func readIfDeferred() {
    guard isReadDeferred, wantsRead else { return }
    isReadDeferred = false
    context?.read()
  }

  func send(_ message: WebSocketMessage) async throws {
    try await loop.write {
      guard self.state.phase == .open, self.context != nil else { throw ClientDisconnected() }
      switch message {
      case .text(let text): self.write(.text, ByteBuffer(string: text))
      case .binary(let bytes): self.write(.binary, ByteBuffer(bytes: bytes))
      }
      return self.isWritable
    } orHold: { sender in
      // The write may have found that the client is gone, and then no one would resume the sender.
      guard self.state.phase == .open, self.context != nil else {
        return sender.resume(with: .failure(ClientDisconnected()))
      }
      if self.isWritable { sender.resume(with: .success(())) } else { self.senders.hold(sender) }
    }
  }

  func write(_ opcode: WebSocketOpcode, _ payload: ByteBuffer, promise: EventLoopPromise<Void>? = nil) {
    guard let context else {
      promise?.fail(ClientDisconnected())
      return
    }
    let frame = WebSocketFrame(
      fin: true, opcode: opcode, maskKey: role == .client ? .random() : nil, data: payload)
    // Flushed now rather than at the end of the turn, because a handler may block the loop right after this.
    context.writeAndFlush(wrapOutboundOut(frame), promise: promise)
  }

  /// Sends a close frame as the last one, and then closes the connection, or our side of it.
  func end(with close: WebSocketClose, _ mode: CloseMode) {
    let isSent = loop.makePromise(of: Void.self)
    write(.connectionClose, close.payload, promise: isSent)
    isSent.futureResult.assumeIsolated().whenSuccess { self.context?.close(mode: mode, promise: nil) }
  }

  /// Sends a close frame, unless one was sent before; senders fail from now on, and no more messages come.
  func close(_ close: WebSocketClose) {
    guard state.close() else { return }
    write(.connectionClose, close.payload)
    finish()
  }

  /// Closes the connection immediately.
  func abort() {
    context?.close(promise: nil)
  }

  /// Called once per tick of the owner's clock.
  func tick() {
    switch keepalive.tick(isOpen: state.phase == .open) {
    case .nothing: break
    case .ping: write(.ping, ByteBuffer())
    case .abort: abort()
    }
  }

  /// No more messages are received or sent.
  func finish(_ result: Result<Void, any Error> = .success(())) {
    inbound.finish(result, keepsUnread: true)
    senders.resume(with: .failure(ClientDisconnected()))
    readIfDeferred()
  }
}
