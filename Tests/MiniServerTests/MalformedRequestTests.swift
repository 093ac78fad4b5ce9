import Base
import MiniServer
import TestSupport
import Testing

@Suite("A malformed request", .timeLimit(.minutes(10)))
struct MalformedRequestTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let request: String
    let status: Int

    init(_ name: String, _ request: String, _ status: Int) {
      testDescription = name
      self.request = request
      self.status = status
    }
  }

  static let host = "Host: a\r\n"
  static let cases = [
    Case("no request line", "nonsense\r\n\r\n", 400),
    Case("another protocol", "\u{16}\u{03}\u{01}\u{02}\r\n\r\n", 400),
    Case("a relative target", "GET a HTTP/1.1\r\n\(host)\r\n", 400),
    Case("another scheme of versions", "GET / HTTQ/1.1\r\n\(host)\r\n", 400),
    Case("no Host", "GET / HTTP/1.1\r\n\r\n", 400),
    Case("two Hosts", "GET / HTTP/1.1\r\n\(host)Host: b\r\n\r\n", 400),
    Case("a field without a colon", "GET / HTTP/1.1\r\n\(host)oops\r\n\r\n", 400),
    Case("a field without a name", "GET / HTTP/1.1\r\n\(host): x\r\n\r\n", 400),
    Case("a blank before the colon", "GET / HTTP/1.1\r\n\(host)X : y\r\n\r\n", 400),
    Case("a control character", "GET / HTTP/1.1\r\n\(host)X: a\u{1}b\r\n\r\n", 400),
    Case("a folded field", "GET / HTTP/1.1\r\n\(host)X: a\r\n b\r\n\r\n", 400),
    Case("two lengths", "POST / HTTP/1.1\r\n\(host)Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
    Case("a length in letters", "POST / HTTP/1.1\r\n\(host)Content-Length: abc\r\n\r\n", 400),
    Case("a negative length", "POST / HTTP/1.1\r\n\(host)Content-Length: -1\r\n\r\n", 400),
    Case(
      "length and coding",
      "POST / HTTP/1.1\r\n\(host)Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    Case(
      "coding and length",
      "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", 400),
    Case("a bad chunk", "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
    Case(
      "a chunk longer than said", "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
      400),
    Case("an unknown coding", "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: gzip\r\n\r\n", 501),
    Case("an unknown method", "FROBNICATE / HTTP/1.1\r\n\(host)\r\n", 501),
    Case("CONNECT", "CONNECT a:80 HTTP/1.1\r\n\(host)\r\n", 501),
    Case("HTTP/2.0", "GET / HTTP/2.0\r\n\(host)\r\n", 505),
    Case("the greeting of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    Case("HTTP/3.7", "GET / HTTP/3.7\r\n\(host)\r\n", 505),
    Case("an expectation", "POST / HTTP/1.1\r\n\(host)Expect: a miracle\r\n\r\n", 417),
    Case("a long target", "GET /\(String(repeating: "x", count: 300)) HTTP/1.1\r\n\(host)\r\n", 414),
    Case("a target without end", "GET /\(String(repeating: "x", count: 3000))", 414),
    Case("a long field", "GET / HTTP/1.1\r\n\(host)X: \(String(repeating: "x", count: 3000))\r\n\r\n", 431),
    Case("a field without end", "GET / HTTP/1.1\r\n\(host)X: \(String(repeating: "x", count: 3000))", 431),
    Case("many fields", "GET / HTTP/1.1\r\n\(host)\(String(repeating: "X: y\r\n", count: 40))\r\n", 431),
    Case("a long body", "POST / HTTP/1.1\r\n\(host)Content-Length: 5000\r\n\r\n", 413),
    Case(
      "a long chunked body",
      "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n1388\r\n\(String(repeating: "x", count: 5000))\r\n",
      413),
  ]

  static var limits: Server.Configuration {
    var limits = Server.Configuration()
    limits.maxHeadBytes = 2000
    limits.maxTargetBytes = 200
    limits.maxHeaderFields = 30
    limits.maxBodyBytes = 4000
    return limits
  }

  @Test("is rejected with a status and a detail, and the connection is closed", arguments: cases)
  func rejection(_ wrong: Case) async throws {
    try await withServer(Self.limits, handler: echo) { port in
      try await onOwnThread {
        let client = try RawClient(port: port)
        try client.send(wrong.request)
        let response = try client.readResponse()
        #expect(response.status == wrong.status, "\(response)")
        #expect(response.fields["connection"] == "close")
        #expect(response.fields["content-type"] == "application/json")
        #expect(response.body.hasPrefix("{\"detail\": \"") && response.body.hasSuffix(".\"}"))
        #expect(try client.readToEnd() == "")
      }
    }
  }

  @Test(
    "is rejected the same way when it arrives byte by byte", arguments: cases.filter { $0.request.utf8.count < 200 })
  func dribbledRejection(_ wrong: Case) async throws {
    try await withServer(Self.limits, handler: echo) { port in
      try await onOwnThread {
        let client = try RawClient(port: port)
        // The server may close the connection before the last byte is sent.
        for byte in wrong.request.utf8 where (try? client.send([byte])) == nil { break }
        let response = try client.readResponse()
        #expect(response.status >= 400 && response.fields["connection"] == "close", "\(response)")
      }
    }
  }

  @Test("is rejected after the requests before it were answered", arguments: cases.prefix(12))
  func pipelinedRejection(_ wrong: Case) async throws {
    try await withServer(Self.limits, handler: echo) { port in
      try await onOwnThread {
        let client = try RawClient(port: port)
        try client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n" + wrong.request)
        #expect(try client.readResponse().body == "GET /1 ")
        #expect(try client.readResponse().status >= 400)
        #expect(try client.readToEnd() == "")
      }
    }
  }

  /// Valid requests, single or pipelined, with immediate and delayed responses.
  static let goodRequests = [
    "GET / HTTP/1.1\r\n\(host)\r\n",
    "GET /later HTTP/1.1\r\n\(host)\r\n",
    "HEAD /later HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    "POST /later HTTP/1.1\r\n\(host)Content-Length: 5\r\n\r\nhello",
    "POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n5;e=1\r\nhello\r\n0\r\nT: x\r\n\r\n",
    "PUT /later HTTP/1.1\r\n\(host)Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
    "GET /unread HTTP/1.1\r\n\(host)Connection: upgrade\r\nUpgrade: x\r\n\r\n",
    "POST /unread HTTP/1.1\r\n\(host)Content-Length: 5\r\n\r\nhello",
  ]

  @Test(
    "does not keep the server from serving others: 2000 random clients, then a good one",
    arguments: [1, 2, 3])
  func noise(seed: UInt64) async throws {
    try await withServer(Self.limits) { request in
      if request.path == "/later" { await Task.yield() }
      return request.path == "/unread" ? Response() : await echo(request)
    } _: { port in
      try await onOwnThread {
        var random = SeededGenerator(state: seed)
        for _ in 0..<2000 {
          let client = try RawClient(port: port)
          // Sending may fail, because the server need not read everything from a bad client.
          for piece in Self.noise(&random) where (try? client.send(piece)) == nil { break }
          if Bool.random(using: &random) { client.reset() } else { client.close() }
        }
        let client = try RawClient(port: port)
        try client.send("GET /alive HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.readResponse().body == "GET /alive ")
      }
    }
  }

  /// What one client sends: some requests, possibly with a few corrupted bytes, in several pieces.
  private static func noise(_ random: inout SeededGenerator) -> [[UInt8]] {
    let requests = goodRequests + goodRequests + cases.map(\.request)
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      bytes += Array((requests.randomElement(using: &random) ?? "").utf8)
    }
    for _ in 0..<([0, 0, 1, 1, 4].randomElement(using: &random) ?? 0) {
      let index = Int.random(in: bytes.indices, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: index)
      default: bytes.insert(UInt8.random(in: 0...0x40, using: &random), at: index)
      }
      if bytes.isEmpty { break }
    }
    var pieces: [[UInt8]] = []
    while !bytes.isEmpty {
      let count = min(bytes.count, [3, 50, 100_000].randomElement(using: &random) ?? 1)
      pieces.append(Array(bytes.prefix(count)))
      bytes.removeFirst(count)
    }
    return pieces
  }
}
