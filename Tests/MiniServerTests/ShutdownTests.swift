import MiniServer
import TestSupport
import Testing

@Suite("Starting and stopping", .timeLimit(.minutes(10)))
struct ShutdownTests {
  private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

  @Test("Idle connections are closed, requests in progress are answered")
  func graceful() async throws {
    let (started, mayAnswer) = (Signal("the handler has started"), Signal("the handler may respond"))
    let server = Server { request in
      if request.path == "/slow" {
        started.fire()
        try? await mayAnswer.wait()
      }
      return await echo(request)
    }
    try await server.start()
    let idle = try RawClient(port: server.port)
    let busy = try RawClient(port: server.port)
    try await onOwnThread {
      try idle.send(Self.get)
      _ = try idle.readResponse()
    }
    try busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
    try await started.wait()
    let shutdown = Task { await server.shutdown(deadline: Patience.long) }
    #expect(try await onOwnThread { try idle.readToEnd() } == "")
    // Refused; or, while a process that another test is starting still has a copy of the listening socket, accepted by
    // the kernel and closed without a response.
    if let late = try? RawClient(port: server.port) {
      let response = try? await onOwnThread {
        try late.send(Self.get)
        return try late.readToEnd()
      }
      #expect(response ?? "" == "")
    }
    mayAnswer.fire()
    let response = try await onOwnThread { try busy.readResponse() }
    #expect(response.body == "GET /slow ")
    #expect(response.fields["connection"] == "close")
    await shutdown.value
  }

  @Test("After the deadline, remaining connections are closed and their handlers cancelled")
  func deadline() async throws {
    let (started, cancelled) = (Signal("the handler has started"), Signal("the handler was cancelled"))
    let server = Server { _ in
      started.fire()
      do { try await Task.sleep(for: .seconds(600)) } catch { cancelled.fire() }
      return Response()
    }
    try await server.start()
    let client = try RawClient(port: server.port)
    try client.send(Self.get)
    try await started.wait()
    await server.shutdown(deadline: .milliseconds(50))
    try await cancelled.wait()
    #expect(try await onOwnThread { try client.readToEnd() } == "")
  }

  @Test("A handler that ignores its cancellation does not block the shutdown")
  func stubborn() async throws {
    let (started, never) = (Signal("the handler has started"), Signal("the test ends"))
    let server = Server { _ in
      started.fire()
      // Another task, because a wait ends with the cancellation of its own.
      await Task { try? await never.wait() }.value
      return Response()
    }
    try await server.start()
    let client = try RawClient(port: server.port)
    try client.send(Self.get)
    try await started.wait()
    await server.shutdown(deadline: .zero)
    // The handler can finish even though the loop has ended.
    never.fire()
  }

  @Test("A server that never started, or has no connections, stops immediately")
  func trivial() async throws {
    await Server(handler: echo).shutdown(deadline: Patience.long)
    let server = Server(handler: echo)
    try await server.start()
    #expect(server.port > 0)
    await server.shutdown(deadline: Patience.long)
  }

  @Test("A port in use is an error, and the server can still be stopped")
  func takenPort() async throws {
    try await withServer(handler: echo) { port in
      let second = Server(handler: echo)
      await #expect(throws: (any Error).self) { try await second.start(port: port) }
      #expect(second.port == 0)
      await second.shutdown(deadline: .zero)
    }
  }

  @Test(
    "The server serves on an inherited socket, whether or not it is already listening", arguments: [false, true])
  func inheritedSocket(listens: Bool) async throws {
    let server = Server(handler: echo)
    let socket = try LocalSocket(listens: listens)
    try await server.start(boundSocket: socket.descriptor)
    let port = server.port
    #expect(port == socket.port)
    let body = try await onOwnThread {
      let client = try RawClient(port: port)
      try client.send(Self.get)
      return try client.readResponse().body
    }
    #expect(body == "GET / ")
    await server.shutdown(deadline: .seconds(5))
  }
}
