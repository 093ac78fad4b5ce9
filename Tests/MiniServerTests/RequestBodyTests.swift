import MiniServer
import TestSupport
import Testing

@Suite("A request body", .timeLimit(.minutes(10)))
struct RequestBodyTests {
  private static func post(_ fields: String, _ body: String = "") -> String {
    "POST /p HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\(body)"
  }

  @Test("arrives complete by length and by chunks")
  func whole() async throws {
    try await withServer(handler: echo) { port in
      try await onOwnThread {
        let client = try RawClient(port: port)
        let text = String(repeating: "0123456789", count: 50_000)
        try client.send(Self.post("Content-Length: 500000\r\n", text))
        #expect(try client.readResponse().body == "POST /p " + text)
        try client.send(Self.post("Transfer-Encoding: chunked\r\n", "7a120\r\n\(text)\r\n0\r\n\r\n"))
        #expect(try client.readResponse().body == "POST /p " + text)
      }
    }
  }

  @Test("is requested with 100 Continue, but only if the handler reads it")
  func expectContinue() async throws {
    try await withServer { request in
      request.method == "PUT" ? Response(.unauthorized) : await echo(request)
    } _: { port in
      try await onOwnThread {
        let fields = "Expect: 100-continue\r\nContent-Length: 2\r\n"
        let client = try RawClient(port: port)
        try client.send(Self.post(fields))
        #expect(try client.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
        try client.send("hi")
        #expect(try client.readResponse().body == "POST /p hi")
        // A client that does not wait needs no interim response.
        try client.send(Self.post(fields, "ho"))
        #expect(try client.readResponse().body == "POST /p ho")

        try client.send("PUT / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
        let rejection = try client.readResponse()
        #expect(rejection.status == 401)
        #expect(rejection.fields["connection"] == "close")
        #expect(try client.readToEnd() == "")
      }
    }
  }

  @Test("is discarded if the handler does not read it, and the connection stays open if it was small")
  func unread() async throws {
    try await withServer { _ in
      Response(.forbidden)
    } _: { port in
      try await onOwnThread {
        let client = try RawClient(port: port)
        for fields in ["Content-Length: 60000\r\n", "Transfer-Encoding: chunked\r\n"] {
          let text = String(repeating: "x", count: 60_000)
          try client.send(Self.post(fields))
          #expect(try client.readResponse().status == 403)
          try client.send(fields.hasPrefix("C") ? text : "ea60\r\n\(text)\r\n0\r\n\r\n")
        }
        try client.send(Self.post("Content-Length: 600000\r\n"))
        let response = try client.readResponse()
        #expect(response.status == 403)
        #expect(response.fields["connection"] == "close")
        // The client can continue to send for a while and still read the response: no reset.
        try client.send("some of it")
        #expect(try client.readToEnd() == "")
      }
    }
  }

  @Test("that the handler does not read can be sent to its end, and the client still gets the response")
  func lingering() async throws {
    let megabyte = String(repeating: "x", count: 1_000_000)
    try await withServer { _ in
      Response(.unauthorized)
    } _: { port in
      try await onOwnThread {
        let client = try RawClient(port: port)
        try client.send(Self.post("Content-Length: 1000000\r\n"))
        for _ in 0..<10 { try client.send(String(megabyte.prefix(100_000))) }
        #expect(try client.readToEnd().hasPrefix("HTTP/1.1 401 "))
      }
    }
  }

  @Test("is read from the client only when the handler asks for it")
  func backPressure() async throws {
    var configuration = Server.Configuration()
    configuration.maxBodyBytes = 1 << 30
    let (started, mayRead) = (Signal("the handler has started"), Signal("the handler may read"))
    let length = 256 << 20
    try await withServer(configuration) { request in
      started.fire()
      try? await mayRead.wait()
      var count = 0
      do {
        for try await chunk in request.body { count += chunk.count }
      } catch {
        return Response(.internalServerError)
      }
      return Response(body: .bytes(Array("\(count)".utf8)))
    } _: { port in
      let client = try RawClient(port: port)
      try client.send(Self.post("Content-Length: \(length)\r\n"))
      try await started.wait()
      let sent = try await onOwnThread { try client.sendUntilFull(limit: length) }
      #expect(sent < length / 4, "The server read \(sent) bytes that the handler had not asked for.")
      mayRead.fire()
      let body = try await onOwnThread {
        let chunk = [UInt8](repeating: 0x61, count: 1 << 20)
        var rest = length - sent
        while rest > 0 {
          try client.send(Array(chunk.prefix(rest)))
          rest -= min(chunk.count, rest)
        }
        return try client.readResponse().body
      }
      #expect(body == "\(length)")
    }
  }

  @Test("that is too long or malformed is rejected even if the handler responds otherwise")
  func rejectedWhileRead() async throws {
    var configuration = Server.Configuration()
    configuration.maxBodyBytes = 10
    try await withServer(configuration, handler: echo) { port in
      try await onOwnThread {
        for (body, status) in [("5\r\nabcde\r\n6\r\nabcdef\r\n", 413), ("5\r\nabcde\r\nq\r\n", 400)] {
          let client = try RawClient(port: port)
          try client.send(Self.post("Transfer-Encoding: chunked\r\n", body))
          let response = try client.readResponse()
          #expect(response.status == status)
          #expect(try client.readToEnd() == "")
        }
      }
    }
  }

  @Test("ends with an error if the client disconnects in the middle of it")
  func truncated() async throws {
    let (started, thrown) = (Signal("the handler has started"), Signal("reading the body has thrown"))
    try await withServer { request in
      started.fire()
      do { _ = try await request.body.collect() } catch { thrown.fire() }
      return Response()
    } _: { port in
      let client = try RawClient(port: port)
      try client.send(Self.post("Content-Length: 10\r\n", "half"))
      try await started.wait()
      client.close()
      try await thrown.wait()
    }
  }

  @Test("has one reader at a time: a second one gets an error, and the first one continues")
  func concurrentReads() async throws {
    let bothRead = Signal("a second reader got an error")
    try await withServer { request in
      async let first = request.body.collect()
      await Task.yield()
      var iterator = request.body.makeAsyncIterator()
      do { _ = try await iterator.next() } catch { bothRead.fire() }
      let bytes = (try? await first) ?? []
      return Response(body: .bytes(bytes))
    } _: { port in
      let client = try RawClient(port: port)
      try client.send(Self.post("Content-Length: 4\r\n"))
      try await bothRead.wait()
      try client.send("body")
      #expect(try await onOwnThread { try client.readResponse().body } == "body")
    }
  }

  @Test("can be read from a task that does not run on the loop")
  func offLoop() async throws {
    try await withServer { request in
      await Task.detached { await echo(request) }.value
    } _: { port in
      try await onOwnThread {
        let client = try RawClient(port: port)
        try client.send(Self.post("Content-Length: 4\r\n", "b"))
        try client.send("ody")
        #expect(try client.readResponse().body == "POST /p body")
      }
    }
  }
}
