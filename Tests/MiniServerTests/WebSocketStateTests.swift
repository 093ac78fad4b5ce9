import Base
import MiniServer
import NIOCore
import NIOWebSocket
import Testing

/// What received frames mean, without a connection.
@Suite("The protocol of a WebSocket", .timeLimit(.minutes(10)))
struct WebSocketStateTests {
  private func state(_ role: WebSocketState.Role = .server, limit: Int = 1_000) -> WebSocketState {
    WebSocketState(role: role, maxMessageBytes: limit)
  }

  private func frame(
    _ opcode: WebSocketOpcode, _ bytes: [UInt8], fin: Bool = true, rsv: WebSocketFrame.ReservedBits = [],
    isMasked: Bool = true
  ) -> WebSocketFrame {
    var data = ByteBuffer(bytes: bytes)
    let key: WebSocketMaskingKey = [1, 2, 3, 4]
    if isMasked { data.webSocketMask(key) }
    return WebSocketFrame(
      fin: fin, rsv1: rsv.contains(.rsv1), rsv2: rsv.contains(.rsv2), rsv3: rsv.contains(.rsv3), opcode: opcode,
      maskKey: isMasked ? key : nil, data: data)
  }

  private func text(_ text: String, fin: Bool = true) -> WebSocketFrame { frame(.text, Array(text.utf8), fin: fin) }

  private func close(_ code: UInt16, _ reason: [UInt8] = []) -> WebSocketFrame {
    frame(.connectionClose, [UInt8(code >> 8), UInt8(code & 0xFF)] + reason)
  }

  private func code(_ received: WebSocketState.Received) -> Int? {
    if case .violation(let close) = received { close.code } else { nil }
  }

  @Test("A message of one frame, of several, and of none but empty ones")
  func messages() {
    var state = state()
    #expect(state.receive(text("one")) == .message(.text("one")))
    #expect(state.receive(frame(.binary, [0xFF])) == .message(.binary([0xFF])))
    #expect(state.receive(text("")) == .message(.text("")))
    // "é" is cut in two.
    #expect(state.receive(frame(.text, [0x61, 0xC3], fin: false)) == .nothing)
    #expect(state.receive(frame(.ping, [7])) == .ping(ByteBuffer(bytes: [7])))
    #expect(state.receive(frame(.continuation, [], fin: false)) == .nothing)
    #expect(state.receive(frame(.continuation, [0xA9])) == .message(.text("aé")))
    #expect(state.receive(frame(.pong, [])) == .pong)
    #expect(state.phase == .open)
  }

  @Test("Frames that the protocol does not allow")
  func violations() {
    let frames: [(WebSocketFrame, Int)] = [
      (frame(.text, [0x61], isMasked: false), 1002), (frame(.text, [0x61], rsv: .rsv1), 1002),
      (frame(.text, [0x61], rsv: .rsv2), 1002), (frame(.ping, [], rsv: .rsv3), 1002),
      (frame(.continuation, [0x61]), 1002), (frame(WebSocketOpcode(encodedWebSocketOpcode: 3)!, []), 1002),
      (frame(WebSocketOpcode(encodedWebSocketOpcode: 0xB)!, []), 1002), (frame(.text, [0xFF]), 1007),
      (frame(.text, [0xED, 0xA0, 0x80]), 1007), (frame(.binary, [UInt8](repeating: 0, count: 1_001)), 1009),
      (frame(.connectionClose, [3]), 1002), (close(1000, [0xC3]), 1007),
    ]
    for (frame, expected) in frames {
      var state = state()
      #expect(code(state.receive(frame)) == expected, "\(frame)")
      #expect(state.phase == .failed)
      #expect(state.receive(text("late")) == .nothing)
      let mayClose = state.close()
      #expect(!mayClose)
    }
    var state = state()
    _ = state.receive(text("a", fin: false))
    #expect(code(state.receive(text("b"))) == 1002)
  }

  @Test("What the decoder rejects becomes a close frame, too")
  func decoderErrors() {
    let errors: [(NIOWebSocketError, Int)] = [
      (.invalidFrameLength, 1009), (.fragmentedControlFrame, 1002), (.multiByteControlFrameLength, 1002),
    ]
    for (error, expected) in errors {
      var state = state()
      #expect(code(state.receive(error)) == expected)
    }
  }

  @Test("A message of many small frames is limited as one")
  func limit() {
    var state = state(limit: 10)
    _ = state.receive(text("12345", fin: false))
    #expect(state.receive(frame(.continuation, Array("67890".utf8), fin: false)) == .nothing)
    #expect(code(state.receive(frame(.continuation, [0x31]))) == 1009)
  }

  @Test(
    "Codes of close frames",
    arguments: [
      1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999,
    ])
  func allowedCodes(code: UInt16) {
    var state = state()
    let expected = WebSocketClose(Int(code), "bye")
    #expect(state.receive(close(code, Array("bye".utf8))) == .close(expected, reply: expected))
    #expect(state.phase == .closed)
  }

  @Test("Codes that no endpoint may send", arguments: [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535])
  func reservedCodes(code: UInt16) {
    var state = state()
    #expect(self.code(state.receive(close(code))) == 1002)
  }

  @Test("Each side sends one close frame")
  func closing() {
    var first = state()
    #expect(first.receive(frame(.connectionClose, [])) == .close(.noCode, reply: .noCode))
    let mayClose = first.close()
    #expect(!mayClose)

    var second = state()
    let isClosing = (second.close(), second.close())
    #expect(isClosing == (true, false))
    #expect(second.receive(text("too late")) == .nothing)
    #expect(second.receive(frame(.ping, [])) == .nothing)
    #expect(second.receive(close(1000)) == .close(.normal, reply: nil))

    var third = state()
    _ = third.close()
    #expect(
      third.receive(frame(.text, [], isMasked: false))
        == .close(.protocolError("A client must mask its frames."), reply: nil))
  }

  @Test("A server's frames must not be masked")
  func client() {
    var state = state(.client)
    #expect(state.receive(frame(.text, [0x61], isMasked: false)) == .message(.text("a")))
    #expect(code(state.receive(text("a"))) == 1002)
  }

  @Test("Reasons are cut to what a close frame can carry, between characters")
  func longReasons() {
    let close = WebSocketClose(4000, String(repeating: "é", count: 100))
    #expect(close.reason.utf8.count == 122)
    #expect(close.payload.readableBytes == 124)
    #expect(WebSocketClose.noCode.payload.readableBytes == 0)
  }

  @Test("However a message is cut into frames, it arrives whole", arguments: 1...50)
  func anyFragments(seed: UInt64) {
    var generator = SeededGenerator(state: seed)
    var state = state(limit: 1 << 20)
    let text = String(
      decoding: (0..<Int.random(in: 0...400, using: &generator)).flatMap { _ in
        Array(["a", "é", "漢", "🦊"].randomElement(using: &generator)!.utf8)
      }, as: UTF8.self)
    var rest = Array(text.utf8)[...]
    var opcode = WebSocketOpcode.text
    while true {
      if Bool.random(using: &generator) { #expect(state.receive(frame(.ping, [1])) == .ping(ByteBuffer(bytes: [1]))) }
      let piece = rest.prefix(Int.random(in: 0...40, using: &generator))
      rest = rest.dropFirst(piece.count)
      let received = state.receive(frame(opcode, Array(piece), fin: rest.isEmpty))
      opcode = .continuation
      if rest.isEmpty {
        #expect(received == .message(.text(text)))
        break
      }
      #expect(received == .nothing)
    }
  }
}
