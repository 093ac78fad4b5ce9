package import NIOCore
package import NIOWebSocket

/// The protocol of one end of a WebSocket (RFC 6455): what a received frame means, and what may still be sent.
///
/// It has no connection and no clock: frames and wishes go in, and what is to be done comes out.
package struct WebSocketState {
  package enum Role {
    case server, client
  }

  package enum Phase: Equatable {
    case open
    /// Our close frame was sent, and the peer's has not come yet.
    case closing
    /// Both close frames were exchanged.
    case closed
    /// The peer broke the protocol, and was told so; nothing more is read from it.
    case failed
  }

  package enum Received: Equatable {
    /// Part of a message, or a frame that means nothing any more.
    case nothing
    case message(WebSocketMessage)
    /// To be answered with a pong of the same bytes.
    case ping(ByteBuffer)
    case pong
    /// The peer's close frame; `reply` is to be sent unless it is nil.
    case close(WebSocketClose, reply: WebSocketClose?)
    /// The peer broke the protocol; this close frame tells it so.
    case violation(WebSocketClose)
  }

  package private(set) var phase = Phase.open
  private let role: Role
  private let maxMessageBytes: Int
  /// The first frames of a message whose last one has not come yet.
  private var unfinished: (opcode: WebSocketOpcode, bytes: ByteBuffer)?

  package init(role: Role, maxMessageBytes: Int) {
    self.role = role
    self.maxMessageBytes = maxMessageBytes
  }

  package mutating func receive(_ frame: WebSocketFrame) -> Received {
    guard phase == .open || phase == .closing else { return .nothing }
    if let problem = problem(frame) { return violation(.protocolError(problem)) }
    switch frame.opcode {
    case .connectionClose: return receiveClose(frame.unmaskedData)
    // After our close frame, only the peer's matters.
    case _ where phase == .closing: return .nothing
    case .ping: return .ping(frame.unmaskedData)
    case .pong: return .pong
    default: return receiveData(frame)
    }
  }

  /// The decoder could not make a frame of the peer's bytes.
  package mutating func receive(_ error: NIOWebSocketError) -> Received {
    guard phase == .open || phase == .closing else { return .nothing }
    switch error {
    case .invalidFrameLength: return violation(.tooLarge(limit: maxMessageBytes))
    case .fragmentedControlFrame: return violation(.protocolError("A control frame must not be fragmented."))
    case .multiByteControlFrameLength:
      return violation(.protocolError("A control frame may have 125 bytes of payload."))
    }
  }

  /// Begins to close; false when that has happened already, so that no close frame is to be sent.
  package mutating func close() -> Bool {
    guard phase == .open else { return false }
    phase = .closing
    unfinished = nil
    return true
  }

  private mutating func violation(_ close: WebSocketClose) -> Received {
    // After our close frame, no further one may be sent.
    let isClosing = phase == .closing
    phase = isClosing ? .closed : .failed
    unfinished = nil
    return isClosing ? .close(close, reply: nil) : .violation(close)
  }

  private func problem(_ frame: WebSocketFrame) -> String? {
    if frame.rsv1 || frame.rsv2 || frame.rsv3 { return "A reserved bit is set, and no extension was agreed on." }
    switch (role, frame.maskKey) {
    case (.server, nil): return "A client must mask its frames."
    case (.client, .some): return "A server must not mask its frames."
    default: break
    }
    switch frame.opcode {
    case .continuation: return unfinished == nil ? "A continuation frame continues no message." : nil
    case .text, .binary: return unfinished == nil ? nil : "A message began before the last one had ended."
    case .ping, .pong, .connectionClose: return nil
    default: return "The opcode is reserved."
    }
  }

  private mutating func receiveData(_ frame: WebSocketFrame) -> Received {
    let bytes = frame.unmaskedData
    guard unfinished != nil || !frame.fin else { return finish(frame.opcode, bytes) }
    var message = unfinished ?? (frame.opcode, ByteBuffer())
    // Released before it is changed, so that its bytes are not copied.
    unfinished = nil
    guard message.bytes.readableBytes + bytes.readableBytes <= maxMessageBytes else {
      return violation(.tooLarge(limit: maxMessageBytes))
    }
    message.bytes.writeImmutableBuffer(bytes)
    if frame.fin { return finish(message.opcode, message.bytes) }
    unfinished = message
    return .nothing
  }

  private mutating func finish(_ opcode: WebSocketOpcode, _ bytes: ByteBuffer) -> Received {
    guard bytes.readableBytes <= maxMessageBytes else { return violation(.tooLarge(limit: maxMessageBytes)) }
    guard opcode == .text else { return .message(.binary(Array(bytes.readableBytesView))) }
    guard let text = String(validating: bytes.readableBytesView, as: UTF8.self) else {
      return violation(.invalidText("The text is not UTF-8."))
    }
    return .message(.text(text))
  }

  private mutating func receiveClose(_ payload: ByteBuffer) -> Received {
    var payload = payload
    let close: WebSocketClose
    if payload.readableBytes == 0 {
      close = .noCode
    } else {
      guard let code = payload.readInteger(as: UInt16.self), WebSocketClose.isAllowed(code: Int(code)) else {
        return violation(.protocolError("The code of the close frame is not allowed."))
      }
      guard let reason = String(validating: payload.readableBytesView, as: UTF8.self) else {
        return violation(.invalidText("The reason of the close frame is not UTF-8."))
      }
      close = WebSocketClose(Int(code), reason)
    }
    let reply = phase == .open ? close : nil
    phase = .closed
    unfinished = nil
    return .close(close, reply: reply)
  }
}
