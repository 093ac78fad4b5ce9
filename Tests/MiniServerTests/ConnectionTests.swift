import MiniServer
import TestSupport
import Testing

@Suite("A connection", .timeLimit(.minutes(10)))
struct ConnectionTests {
  private static let get = "GET /a?b HTTP/1.1\r\nHost: a\r\n\r\n"

  @Test("serves one request after another")
  func keepAlive() async throws {
    try await withServer(handler: echo) { port in
      try await onOwnThread {
        let client = try RawClient(port: port)
        for _ in 0..<3 {
          try client.send(Self.get)
          let response = try client.readResponse()
          #expect(response.statusLine == "HTTP/1.1 200 OK")
          #expect(response.body == "GET /a?b ")
          #expect(response.fields["date"]?.hasSuffix(" GMT") == true)
          #expect(response.fields["connection"] == nil)
        }
      }
    }
  }

  @Test("serves a request that arrives byte by byte")
  func dribbled() async throws {
    try await withServer(handler: echo) { port in
      try await onOwnThread {
        let client = try RawClient(port: port)
        let request =
          "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nhi\r\n1\r\n!\r\n0\r\nT: t\r\n\r\n"
        for _ in 0..<2 {
          for byte in request.utf8 { try client.send([byte]) }
          #expect(try client.readResponse().body == "POST /x hi!")
        }
      }
    }
  }

  @Test("closes when the client asks for it, and supports HTTP/1.0")
  func closing() async throws {
    try await withServer(handler: echo) { port in
      try await onOwnThread {
        for request in [
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
        ] {
          let client = try RawClient(port: port)
          try client.send(request)
          let response = try client.readResponse()
          #expect(response.status == 200)
          #expect(response.fields["connection"] == "close")
          #expect(try client.readToEnd() == "")
        }
        let client = try RawClient(port: port)
        for _ in 0..<2 {
          try client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
          #expect(try client.readResponse().fields["connection"] == "keep-alive")
        }
      }
    }
  }

  @Test("answers pipelined requests in order, whichever handler finishes first")
  func pipelining() async throws {
    let last = Signal("another connection was served")
    try await withServer { request in
      // The first request waits until another connection has been served.
      if request.target == "/0" { try? await last.wait() }
      if request.target == "/last" { last.fire() }
      return await echo(request)
    } _: { port in
      try await onOwnThread {
        let client = try RawClient(port: port)
        let requests = (0..<200).map { number in
          number % 3 == 0
            ? "GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n"
            : "POST /\(number) HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"
        }
        try client.send(requests.joined())
        let other = try RawClient(port: port)
        try other.send("GET /last HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try other.readResponse().status == 200)
        for number in 0..<200 {
          let expected = number % 3 == 0 ? "GET /\(number) " : "POST /\(number) body"
          #expect(try client.readResponse().body == expected)
        }
      }
    }
  }

  @Test("uses bounded memory when a client pipelines requests without reading")
  func pipeliningWithoutReading() async throws {
    let served = Counter()
    try await withServer { _ in
      served.increment()
      return Response(body: .bytes([UInt8](repeating: 0x61, count: 100_000)))
    } _: { port in
      try await onOwnThread {
        let client = try RawClient(port: port, receiveBuffer: 4096)
        try client.send(String(repeating: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", count: 2000))
        // Each of these requests is a turn of the loop, in which the server could have continued on its own.
        let other = try RawClient(port: port)
        for _ in 0..<50 {
          try other.send(Self.get)
          #expect(try other.readResponse().body.utf8.count == 100_000)
        }
        #expect(served.value < 500)
        for _ in 0..<2000 { #expect(try client.readResponse().body.utf8.count == 100_000) }
        #expect(served.value == 2050)
      }
    }
  }

  @Test("responds to HEAD with the head of the response to GET")
  func head() async throws {
    try await withServer { request in
      request.path == "/stream"
        ? Response(body: .stream { try await $0.write("never sent") }) : await echo(request)
    } _: { port in
      try await onOwnThread {
        let client = try RawClient(port: port)
        try client.send(
          "HEAD /a HTTP/1.1\r\nHost: a\r\n\r\nHEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n" + Self.get)
        let response = try client.readResponse(isBodiless: true)
        #expect(response.status == 200)
        #expect(response.fields["content-length"] == "8")
        #expect(try client.readResponse(isBodiless: true).status == 200)
        #expect(try client.readResponse().body == "GET /a?b ")
      }
    }
  }

  @Test("sends 204 and 304 without a body, and stays open", arguments: [204, 304])
  func bodiless(code: Int) async throws {
    try await withServer { _ in
      Response(Status(code), body: .bytes([1, 2, 3]))
    } _: { port in
      try await onOwnThread {
        let client = try RawClient(port: port)
        for _ in 0..<2 {
          try client.send(Self.get)
          let response = try client.readResponse(isBodiless: true)
          #expect(response.status == code)
          #expect(response.fields["content-length"] == nil)
          #expect(response.fields["transfer-encoding"] == nil)
        }
      }
    }
  }

  @Test("tells the handler who the client is")
  func remoteAddress() async throws {
    try await withServer { request in
      Response(body: .bytes(Array(request.remoteAddress.utf8)))
    } _: { port in
      let address = try await onOwnThread {
        let client = try RawClient(port: port)
        try client.send(Self.get)
        return try client.readResponse().body
      }
      #expect(address.hasPrefix("127.0.0.1:"))
    }
  }

  @Test("cancels the handler when the client disconnects", arguments: [false, true])
  func cancellation(byReset: Bool) async throws {
    let (started, cancelled) = (Signal("the handler has started"), Signal("the handler was cancelled"))
    try await withServer { _ in
      started.fire()
      do { try await Task.sleep(for: .seconds(600)) } catch { cancelled.fire() }
      return Response()
    } _: { port in
      let client = try RawClient(port: port)
      try client.send(Self.get)
      try await started.wait()
      if byReset { client.reset() } else { client.close() }
      try await cancelled.wait()
    }
  }

  @Test("runs its handler on the loop's thread, before and after a suspension")
  func thread() async throws {
    try await withServer { _ in
      let before = currentThreadName()
      await Task.yield()
      let after = currentThreadName()
      return Response(body: .bytes(Array("\(before) \(after)".utf8)))
    } _: { port in
      let names = try await onOwnThread {
        let client = try RawClient(port: port)
        try client.send(Self.get)
        return try client.readResponse().body.split(separator: " ").map(String.init)
      }
      #expect(names.count == 2 && names.allSatisfy { $0.hasPrefix("NIO-ELT-") }, "\(names)")
    }
  }
}
