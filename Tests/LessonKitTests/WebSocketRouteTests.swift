import LessonKit
import MiniServer
import Testing

@Suite("WebSocket routes", .timeLimit(.minutes(10)))
struct WebSocketRouteTests {
  private struct Boom: Error {}

  @Test("A route gets the request and its dependencies, and the messages in order")
  func serves() async throws {
    try await withApp { app in
      let name = Dependency { request in try request.query("name") ?? "nobody" }
      app.webSocket("/rooms/{room}", name) { socket, name in
        let room = try socket.request.path("room")
        for try await message in socket.messages {
          try await socket.send(.text("\(name) in \(room): \(message.text ?? "bytes")"))
        }
      }
    } _: { client in
      let socket = try await client.webSocket("/rooms/a%20b?name=Ada")
      try await socket.send(.text("hello"))
      try await socket.send(.binary([1]))
      var messages = socket.messages.makeAsyncIterator()
      #expect(try await messages.next() == .text("Ada in a b: hello"))
      #expect(try await messages.next() == .text("Ada in a b: bytes"))
      socket.close()
      #expect(try await socket.closed() == .normal)
    }
  }

  @Test("A request that opens no WebSocket, a dependency that throws, and middleware that refuses get a response")
  func refuses() async throws {
    try await withApp { app in
      app.use { request, next in
        if request.path == "/closed" { throw HTTPError(.forbidden) }
        return try await next(request)
      }
      app.webSocket("/open") { _ in }
      app.webSocket("/closed") { _ in }
      app.webSocket("/guarded", Dependency { _ -> Int in throw HTTPError(.unauthorized) }) { _, _ in }
    } _: { client in
      let plain = try await client.get("/open")
      #expect(plain.status == 426)
      #expect(plain.headers["Upgrade"] == "websocket" && plain.headers["Sec-WebSocket-Version"] == "13")
      for (target, status) in ["/closed": 403, "/guarded": 401, "/nowhere": 404] {
        let error = await #expect(throws: ClientError.self) { _ = try await client.webSocket(target) }
        #expect(error == .notAWebSocket(Status(status)))
      }
    }
  }

  @Test("What the handler does is the code that the client sees")
  func codes() async throws {
    try await withApp { app in
      app.webSocket("/returns") { _ in }
      app.webSocket("/throws") { _ in throw Boom() }
    } _: { client in
      for (target, close) in ["/returns": WebSocketClose.normal, "/throws": .internalError] {
        let seen = try await client.webSocket(target).closed()
        #expect(seen == close)
      }
    }
  }

  @Test("Middleware that adds a header adds it to the handshake, too")
  func middleware() async throws {
    try await withApp { app in
      app.use { request, next in
        var response = try await next(request)
        response.headers["X-Served-By"] = "lesson"
        return response
      }
      app.webSocket("/ws") { socket in try await socket.send(.text("hi")) }
    } _: { client in
      let socket = try await client.webSocket("/ws")
      var messages = socket.messages.makeAsyncIterator()
      #expect(try await messages.next() == .text("hi"))
      #expect(try await messages.next() == nil)
      #expect(try await socket.closed() == .normal)
    }
  }
}
