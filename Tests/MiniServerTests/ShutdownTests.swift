import Glibc
import MiniServer
import Testing

@Suite("Starting and stopping")
struct ShutdownTests {
  private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

  @Test("Idle connections are closed, requests in progress are answered")
  func graceful() async throws {
    let (started, mayAnswer) = (Signal(), Signal())
    let server = Server { request in
      if request.path == "/slow" {
        started.fire()
        await mayAnswer.wait()
      }
      return await echo(request)
    }
    try await server.start()
    let idle = try RawClient(port: server.port)
    let busy = try RawClient(port: server.port)
    try await blocking {
      try idle.send(Self.get)
      _ = try idle.readResponse()
    }
    try busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
    await started.wait()
    let shutdown = Task { await server.shutdown(deadline: .seconds(60)) }
    #expect(try await blocking { try idle.readToEnd() } == "")
    // Refused; or, while a process that another test is starting still has a copy of the listening socket, accepted by
    // the kernel and closed without a response.
    if let late = try? RawClient(port: server.port) {
      let response = try? await blocking {
        try late.send(Self.get)
        return try late.readToEnd()
      }
      #expect(response ?? "" == "")
    }
    mayAnswer.fire()
    let response = try await blocking { try busy.readResponse() }
    #expect(response.body == "GET /slow ")
    #expect(response.fields["connection"] == "close")
    await shutdown.value
  }

  @Test("After the deadline, remaining connections are closed and their handlers cancelled")
  func deadline() async throws {
    let (started, cancelled) = (Signal(), Signal())
    let server = Server { _ in
      started.fire()
      do { try await Task.sleep(for: .seconds(600)) } catch { cancelled.fire() }
      return Response()
    }
    try await server.start()
    let client = try RawClient(port: server.port)
    try client.send(Self.get)
    await started.wait()
    await server.shutdown(deadline: .milliseconds(50))
    await cancelled.wait()
    #expect(try await blocking { try client.readToEnd() } == "")
  }

  @Test("A handler that ignores its cancellation does not block the shutdown")
  func stubborn() async throws {
    let (started, never) = (Signal(), Signal())
    let server = Server { _ in
      started.fire()
      await never.wait()
      return Response()
    }
    try await server.start()
    let client = try RawClient(port: server.port)
    try client.send(Self.get)
    await started.wait()
    await server.shutdown(deadline: .zero)
    // The handler can finish even though the loop has ended.
    never.fire()
  }

  @Test("A server that never started, or has no connections, stops immediately")
  func trivial() async throws {
    await Server(handler: echo).shutdown(deadline: .seconds(60))
    let server = Server(handler: echo)
    try await server.start()
    #expect(server.port > 0)
    await server.shutdown(deadline: .seconds(60))
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
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    #expect(bound == 0)
    if listens { #expect(listen(descriptor, 16) == 0) }
    let server = Server(handler: echo)
    try await server.start(boundSocket: descriptor)
    #expect(server.port > 0)
    let port = server.port
    let body = try await blocking {
      let client = try RawClient(port: port)
      try client.send(Self.get)
      return try client.readResponse().body
    }
    #expect(body == "GET / ")
    await server.shutdown(deadline: .seconds(5))
  }
}
