import MiniServer
import TestSupport
import Testing

@Suite("A connection that the server closes", .timeLimit(.minutes(10)))
struct ClosingTests {
  /// More than the kernel's buffers take.
  private static let long = 32 << 20

  @Test(
    "sends a long response to its end, even if the client reads it late",
    arguments: ["GET / HTTP/1.0\r\n\r\n", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"])
  func longResponse(request: String) async throws {
    let answered = Signal("the handler has returned")
    try await withServer { request in
      guard request.path == "/" else { return await echo(request) }
      answered.fire()
      return Response(body: .bytes([UInt8](repeating: 0x61, count: Self.long)))
    } _: { port in
      let client = try RawClient(port: port, receiveBuffer: 4096)
      try client.send(request)
      try await answered.wait()
      try await onOwnThread {
        // A turn of the loop in which the server could have closed the connection.
        let other = try RawClient(port: port)
        try other.send("GET /turn HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try other.readResponse().body == "GET /turn ")
        let response = try client.readResponse()
        #expect(response.fields["connection"] == "close")
        #expect(response.body.utf8.count == Self.long)
        #expect(try client.readToEnd() == "")
      }
    }
  }

  @Test("does not stay open after a stream that ends while the server shuts down")
  func streamDuringShutdown() async throws {
    let (mayEnd, isShuttingDown) = (Signal("the stream may end"), Signal("the server shuts down"))
    let server = Server { _ in
      Response(
        body: .stream { writer in
          try await writer.write("begin")
          try await mayEnd.wait()
          try await writer.write("end")
        })
    }
    try await server.start()
    let client = try RawClient(port: server.port)
    let idle = try RawClient(port: server.port)
    try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    _ = try await onOwnThread { try client.read(until: "begin\r\n") }
    let shutdown = Task {
      isShuttingDown.fire()
      await server.shutdown(deadline: Patience.long)
    }
    try await isShuttingDown.wait()
    #expect(try await onOwnThread { try idle.readToEnd() } == "")
    mayEnd.fire()
    #expect(try await onOwnThread { try client.readToEnd() } == "3\r\nend\r\n0\r\n\r\n")
    await shutdown.value
  }

  @Test("answers a request before it looks at the junk that follows")
  func junk() async throws {
    let (started, mayAnswer) = (Signal("the handler has started"), Signal("the handler may respond"))
    try await withServer { request in
      started.fire()
      try? await mayAnswer.wait()
      return await echo(request)
    } _: { port in
      let client = try RawClient(port: port)
      try client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
      try await started.wait()
      _ = try await onOwnThread { try client.sendUntilFull(limit: 32 << 20) }
      mayAnswer.fire()
      #expect(try await onOwnThread { try client.readResponse().body } == "GET /1 ")
      #expect(try await onOwnThread { try client.readResponse().status } == 400)
    }
  }
}
