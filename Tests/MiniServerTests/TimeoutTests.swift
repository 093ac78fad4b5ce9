import MiniServer
import TestSupport
import Testing

@Suite("A client that keeps the server waiting", .timeLimit(.minutes(10)))
struct TimeoutTests {
  private static func configuration(_ change: (inout Server.Configuration) -> Void) -> Server.Configuration {
    var configuration = Server.Configuration()
    change(&configuration)
    return configuration
  }

  @Test("in the middle of a head gets a 408")
  func head() async throws {
    try await withServer(Self.configuration { $0.headTimeout = .milliseconds(100) }, handler: echo) { port in
      try await onOwnThread {
        let client = try RawClient(port: port)
        try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.readResponse().status == 200)
        try client.send("GET / HT")
        #expect(try client.readResponse().status == 408)
        #expect(try client.readToEnd() == "")
      }
    }
  }

  @Test("without sending anything is disconnected without a response")
  func idle() async throws {
    try await withServer(Self.configuration { $0.idleTimeout = .milliseconds(100) }, handler: echo) { port in
      let received = try await onOwnThread { try RawClient(port: port).readToEnd() }
      #expect(received == "")
    }
  }

  @Test("without sending a second request is disconnected too")
  func idleAgain() async throws {
    // The request is there before the server is, so that it is in time however slow this client is.
    let socket = try LocalSocket(listens: true)
    let client = try RawClient(port: socket.port)
    try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    let server = Server(configuration: Self.configuration { $0.idleTimeout = .milliseconds(100) }, handler: echo)
    try await server.start(boundSocket: socket.descriptor)
    let (status, rest) = try await onOwnThread { (try client.readResponse().status, try client.readToEnd()) }
    #expect(status == 200)
    #expect(rest == "")
    await server.shutdown(deadline: .zero)
  }

  @Test("in the middle of a body gets a 408, whatever the handler responds")
  func body() async throws {
    try await withServer(Self.configuration { $0.bodyTimeout = .milliseconds(100) }, handler: echo) { port in
      try await onOwnThread {
        let client = try RawClient(port: port)
        try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf")
        #expect(try client.readResponse().status == 408)
        #expect(try client.readToEnd() == "")
      }
    }
  }

  @Test("for a body that the handler no longer waits for is not blamed")
  func abandonedBody() async throws {
    let (gaveUp, mayAnswer) = (Signal("the handler has given up reading"), Signal("the handler may respond"))
    let limits = Self.configuration { ($0.bodyTimeout, $0.idleTimeout) = (.milliseconds(20), .milliseconds(400)) }
    try await withServer(limits) { request in
      await withTaskGroup { group in
        group.addTask { _ = try? await request.body.collect() }
        // On one event loop, the reader has its turn first.
        await Task.yield()
        group.cancelAll()
      }
      gaveUp.fire()
      try? await mayAnswer.wait()
      return Response()
    } _: { port in
      let client = try RawClient(port: port)
      try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf")
      try await gaveUp.wait()
      // The server counts both waits by the same ticks, so that the body's would end first.
      #expect(try await onOwnThread { try RawClient(port: port).readToEnd() } == "")
      mayAnswer.fire()
      #expect(try await onOwnThread { try client.readResponse().status } == 200)
    }
  }

  @Test("after its last response is disconnected")
  func linger() async throws {
    try await withServer(Self.configuration { $0.lingerTimeout = .milliseconds(100) }) { _ in
      Response()
    } _: { port in
      try await onOwnThread {
        let client = try RawClient(port: port)
        try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
        #expect(try client.readResponse().status == 200)
        // The server closes its side of the stream and later the connection, after which a send fails.
        #expect(try client.readToEnd() == "")
        // The server's timer decides when; this deadline is for a server without one.
        let deadline = ContinuousClock.now + Patience.long
        var isCutOff = false
        while !isCutOff && ContinuousClock.now < deadline { isCutOff = (try? client.send("x")) == nil }
        #expect(isCutOff)
      }
    }
  }
}
