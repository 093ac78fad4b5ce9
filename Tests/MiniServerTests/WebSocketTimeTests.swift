import MiniServer
import TestSupport
import Testing

@Suite("How long a WebSocket lasts", .timeLimit(.minutes(10)))
struct WebSocketTimeTests {
  @Test("A shutdown closes it with 1001, and ends the handler's messages")
  func shutdown() async throws {
    let (started, ended) = (Signal("the handler has started"), Signal("the messages have ended"))
    let server = Server { _ in
      Response(webSocket: { socket in
        started.fire()
        for try await _ in socket.messages {}
        ended.fire()
      })
    }
    try await server.start()
    let socket = try await ClientWebSocket.open(server.port)
    try await started.wait()
    await server.shutdown(deadline: Patience.long)
    try await ended.wait()
    #expect(try await socket.closed() == .goingAway)
  }

  @Test("A handler that goes on is cancelled after the deadline")
  func deadline() async throws {
    let (started, cancelled) = (Signal("the handler has started"), Signal("the handler was cancelled"))
    let server = Server { _ in
      Response(webSocket: { _ in
        started.fire()
        do { try await Task.sleep(for: .seconds(600)) } catch { cancelled.fire() }
      })
    }
    try await server.start()
    let socket = try await ClientWebSocket.open(server.port)
    try await started.wait()
    await server.shutdown(deadline: .milliseconds(50))
    try await cancelled.wait()
    _ = try await socket.closed()
  }

  @Test("A client that says nothing is pinged, and given up when it does not answer")
  func silence() async throws {
    var configuration = Server.Configuration()
    configuration.pingInterval = .milliseconds(50)
    configuration.pongTimeout = .milliseconds(50)
    let isOver = Signal("the handler is over")
    try await withWebSockets(
      configuration,
      handler: { socket in
        defer { isOver.fire() }
        for try await _ in socket.messages {}
      }
    ) { port in
      let client = try RawClient(port: port)
      try await onOwnThread {
        try client.openWebSocket()
        _ = try client.readBytesToEnd()
      }
      try await isOver.wait()
    }
  }

  @Test("A client that answers pings is kept")
  func answersPings() async throws {
    var configuration = Server.Configuration()
    configuration.pingInterval = .milliseconds(40)
    configuration.pongTimeout = .seconds(20)
    try await withWebSockets(configuration, handler: echoMessages) { port in
      let socket = try await ClientWebSocket.open(port)
      try await Task.sleep(for: .milliseconds(300))
      try await socket.send(.text("here"))
      var messages = socket.messages.makeAsyncIterator()
      #expect(try await messages.next() == .text("here"))
    }
  }

  @Test("A client that does not answer the close frame is closed all the same")
  func noAnswerToClose() async throws {
    var configuration = Server.Configuration()
    configuration.lingerTimeout = .milliseconds(50)
    try await withWebSockets(configuration, handler: { _ in }) { port in
      let code = try await onOwnThread {
        let client = try RawClient(port: port)
        try client.openWebSocket()
        return try client.readClose()
      }
      #expect(code == 1000)
    }
  }
}
