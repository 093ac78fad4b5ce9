import Base
import MiniServer
import TestSupport
import Testing

@Suite("A WebSocket", .timeLimit(.minutes(10)))
struct WebSocketTests {
  @Test("Messages are echoed in order, texts and bytes, small and large")
  func echoes() async throws {
    try await withWebSockets(handler: echoMessages) { port in
      let socket = try await ClientWebSocket.open(port)
      let large = String(repeating: "漢", count: 300_000)
      let sent: [WebSocketMessage] = [.text("one"), .binary([0, 255]), .text(""), .text(large)]
      for message in sent { try await socket.send(message) }
      var received: [WebSocketMessage] = []
      for try await message in socket.messages {
        received.append(message)
        if received.count == sent.count { socket.close() }
      }
      #expect(received == sent)
      #expect(try await socket.closed() == .normal)
    }
  }

  @Test("Only a right handshake opens one")
  func handshakes() async throws {
    let long = String(repeating: "A", count: 30)
    let cases: [(String, Int)] = [
      (RawClient.handshake(upgrade: nil), 426), (RawClient.handshake(upgrade: "h2c"), 426),
      (RawClient.handshake(version: "12"), 426), (RawClient.handshake(version: nil), 426),
      (RawClient.handshake(key: nil), 400), (RawClient.handshake(key: "short"), 400),
      (RawClient.handshake(key: long), 400),
      (RawClient.handshake(more: "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"), 400),
      (RawClient.handshake(more: "Content-Length: 3\r\n"), 400),
      (RawClient.handshake().replacing("HTTP/1.1", with: "HTTP/1.0"), 426),
      (RawClient.handshake().replacing("GET", with: "POST"), 426),
    ]
    try await withWebSockets(handler: echoMessages) { port in
      for (request, status) in cases {
        let response = try await onOwnThread {
          let client = try RawClient(port: port)
          try client.send(request)
          return try client.readResponse()
        }
        #expect(response.status == status, "\(request)")
        #expect(response.fields["sec-websocket-version"] == "13")
      }
      let accepted = try await onOwnThread {
        let client = try RawClient(port: port)
        try client.send(RawClient.handshake())
        return try client.read(until: "\r\n\r\n")
      }
      // The example of RFC 6455, section 1.3.
      #expect(accepted.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
    }
  }

  @Test("A frame that comes together with the handshake is not lost")
  func earlyFrame() async throws {
    try await withWebSockets(handler: echoMessages) { port in
      let client = try RawClient(port: port)
      let answer = try await onOwnThread {
        try client.send(Array(RawClient.handshake().utf8) + [0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69])
        _ = try client.read(until: "\r\n\r\n")
        return try client.read(until: "hi")
      }
      #expect(answer == "\u{FFFD}\u{2}hi")
    }
  }

  @Test("A frame that the protocol does not allow closes it with the code that says why; others are served")
  func violations() async throws {
    var configuration = Server.Configuration()
    configuration.maxMessageBytes = 1_000
    let cases: [@Sendable (RawClient) throws -> Void] = [
      { try $0.sendFrame(0x81, [0x61], isMasked: false) }, { try $0.sendFrame(0x81, [0xFF]) },
      { try $0.sendFrame(0x82, [], length: 1_001) }, { try $0.sendFrame(0x82, [], length: UInt64.max) },
      { try $0.sendFrame(0x88, [0x03, 0xED]) }, { try $0.sendFrame(0x09, [0x61]) },
      { try $0.sendFrame(0x89, [UInt8](repeating: 0x61, count: 126)) }, { try $0.sendFrame(0x83, []) },
      { try $0.sendFrame(0xC1, [0x61]) }, { try $0.sendFrame(0x80, [0x61]) },
    ]
    let codes = [1002, 1007, 1009, 1009, 1002, 1002, 1002, 1002, 1002, 1002]
    try await withWebSockets(configuration, handler: echoMessages) { port in
      let other = try await ClientWebSocket.open(port)
      for (send, code) in zip(cases, codes) {
        let seen = try await onOwnThread {
          let client = try RawClient(port: port)
          try client.openWebSocket()
          try send(client)
          return try client.readClose()
        }
        #expect(seen == code)
      }
      try await other.send(.text("still here"))
      var messages = other.messages.makeAsyncIterator()
      #expect(try await messages.next() == .text("still here"))
    }
  }

  @Test("A ping is answered while the handler is busy elsewhere, and so is a close frame")
  func answersByItself() async throws {
    let mayReturn = Signal("the handler may return")
    try await withWebSockets(handler: { _ in try await mayReturn.wait() }) { port in
      let answer = try await onOwnThread {
        let client = try RawClient(port: port)
        try client.openWebSocket()
        try client.sendFrame(0x89, Array("marco".utf8))
        let pong = try client.read(until: "marco")
        try client.sendFrame(0x88, [0x0F, 0xA0])
        return (pong, try client.readClose())
      }
      #expect(answer.0 == "\u{FFFD}\u{5}marco")
      #expect(answer.1 == 4000)
      mayReturn.fire()
    }
  }

  @Test("What the handler does decides the code: it returns, it throws, or it closes by itself")
  func serverCloses() async throws {
    struct Boom: Error {}
    try await withWebSockets(handler: { socket in
      switch socket.request.path {
      case "/throws": throw Boom()
      case "/closes":
        socket.close(WebSocketClose(4001, "enough"))
        for try await _ in socket.messages {}
        await #expect(throws: ClientDisconnected.self) { try await socket.send(.text("too late")) }
      default: break
      }
    }) { port in
      let expected = ["/": .normal, "/throws": .internalError, "/closes": WebSocketClose(4001, "enough")]
      for (path, close) in expected {
        let seen = try await ClientWebSocket.open(port, path).closed()
        #expect(seen == close)
      }
    }
  }

  @Test("The handler learns how the client left", arguments: [true, false])
  func clientLeaves(vanishes: Bool) async throws {
    let left: Locked<Result<Int, any Error>?> = Locked(nil)
    let isOver = Signal("the handler is over")
    try await withWebSockets(handler: { socket in
      var count = 0
      do {
        for try await _ in socket.messages { count += 1 }
        left.withLock { [count] in $0 = .success(count) }
      } catch {
        left.withLock { $0 = .failure(error) }
      }
      await #expect(throws: ClientDisconnected.self) { try await socket.send(.text("are you there?")) }
      isOver.fire()
    }) { port in
      let socket = try await ClientWebSocket.open(port)
      try await socket.send(.text("hello"))
      if vanishes { socket.reset() } else { socket.close() }
      try await isOver.wait()
      switch left.withLock({ $0 }) {
      case .success(let count): #expect(!vanishes && count == 1)
      case .failure(let error): #expect(vanishes && error is ClientDisconnected)
      case nil: Issue.record("the handler is not over")
      }
    }
  }

  @Test("A client that does not read suspends those who send to it, and costs no more memory")
  func slowReader() async throws {
    let sent = Locked((count: 0, last: ContinuousClock.now))
    try await withWebSockets(handler: { socket in
      let piece = [UInt8](repeating: 1, count: 64 * 1024)
      while true {
        try await socket.send(.binary(piece))
        sent.withLock { $0 = ($0.count + 1, .now) }
      }
    }) { port in
      let client = try RawClient(port: port, receiveBuffer: 4_096)
      try await onOwnThread { try client.openWebSocket() }
      try await until("the sender is suspended") {
        sent.withLock { $0.count > 0 && ContinuousClock.now - $0.last > .seconds(1) }
      }
      // The kernel's buffers take a few MiB at the most.
      #expect(sent.withLock { $0.count } < 200)
      client.reset()
    }
  }

  @Test("Many tasks send at once, and every message arrives whole")
  func manySenders() async throws {
    let texts = (0..<50).map { number in String(repeating: "\(number % 10)", count: 5_000) + "#\(number)" }
    try await withWebSockets(handler: { socket in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for text in texts { group.addTask { try await socket.send(.text(text)) } }
        try await group.waitForAll()
      }
    }) { port in
      let socket = try await ClientWebSocket.open(port)
      var received: [String] = []
      for try await message in socket.messages { received.append(message.text ?? "") }
      #expect(received.sorted() == texts.sorted())
    }
  }
}
