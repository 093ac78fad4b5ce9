import MiniServer
import NIOPosix
import Testing

@Suite("A client that does not trust the server", .timeLimit(.minutes(10)))
struct ReplyAllowanceTests {
  private static let limit = 256 << 10

  private func connect(_ port: Int, _ allowance: ReplyAllowance) async throws -> ClientConnection {
    try await ClientConnection.open(
      host: "127.0.0.1", port: port, on: MultiThreadedEventLoopGroup.singleton.next(), timeout: .seconds(20),
      allowance: allowance)
  }

  private static let head = "HTTP/1.1 200 OK\r\n"
  private static let chunked = head + "Transfer-Encoding: chunked\r\n\r\n"
  struct Endless: CustomTestStringConvertible {
    let testDescription: String
    let start: String
    let again: String
    let excess: ReplyExcess

    init(_ name: String, _ start: String, again: String, _ excess: ReplyExcess = .reply(limit: limit)) {
      testDescription = name
      self.start = start
      self.again = again
      self.excess = excess
    }
  }

  private static let endless: [Endless] = [
    Endless("a body of a length", head + "Content-Length: 300000000\r\n\r\n", again: "0123456789"),
    Endless("a body until the connection closes", head + "Connection: close\r\n\r\n", again: "0123456789"),
    Endless("chunks", chunked, again: "5\r\n01234\r\n"),
    Endless("empty lines before the head", "", again: "\r\n"),
    Endless("an extension of a chunk", chunked + "5;", again: "extension"),
    Endless("the size of a chunk", chunked, again: "0"),
    Endless("interim responses", "", again: "HTTP/1.1 100 Continue\r\n\r\n"),
    Endless("interim responses with fields", "", again: "HTTP/1.1 103 Early\r\nLink: <a>\r\n\r\n"),
    Endless("a reason phrase", "HTTP/1.1 200 ", again: "OK"),
    Endless("a header's value", head + "X-Long: ", again: "0123456789", .head),
    Endless("a header's name", head, again: "X-Long", .head),
    Endless("headers", head, again: "A: b\r\n", .head),
    Endless("large headers", head, again: "A: " + String(repeating: "b", count: 20_000) + "\r\n", .head),
    Endless("trailers", chunked + "0\r\n", again: "A: b\r\n", .head),
  ]

  @Test("stops reading endless parts of a reply, and says what there was too much of", arguments: endless)
  func stops(reply: Endless) async throws {
    try await withEndlessServer(reply.start, again: reply.again) { port in
      let allowance = ReplyAllowance(perReply: Self.limit, together: 2 * Self.limit)
      for _ in 1...2 {
        let connection = try await connect(port, allowance)
        let error = await #expect(throws: ClientError.self) {
          try await connection.send("GET", "/a?b", timeout: .seconds(60))
        }
        #expect(error == .tooLong(reply.excess))
        let noted = allowance.takeExcess()
        #expect(noted?.request == "GET /a?b")
        #expect(noted?.excess == reply.excess)
        #expect(allowance.takeExcess() == nil)
        await #expect(throws: ClientError.closed) { try await connection.send("GET", "/", timeout: .seconds(60)) }
      }
    }
  }

  @Test("stops reading an endless stream")
  func stopsStream() async throws {
    try await withEndlessServer(Self.chunked, again: "5\r\n01234\r\n") { port in
      let connection = try await connect(port, ReplyAllowance(perReply: Self.limit, together: Self.limit))
      let reply = try await connection.stream("GET", "/stream", timeout: .seconds(60))
      var count = 0
      let error = await #expect(throws: ClientError.self) {
        for try await chunk in reply.chunks { count += chunk.count }
      }
      #expect(error == .tooLong(.reply(limit: Self.limit)))
      #expect((1...Self.limit).contains(count))
    }
  }

  @Test("reads each of many replies on one connection up to the limit")
  func countsEachReply() async throws {
    let large = String(repeating: "x", count: Self.limit - 1_000)
    try await withServer { _ in
      Response(body: .bytes(Array(large.utf8)))
    } _: { port in
      let connection = try await connect(port, ReplyAllowance(perReply: Self.limit, together: Self.limit))
      for _ in 1...5 {
        #expect(try await connection.send("GET", "/", timeout: .seconds(60)).text == large)
      }
    }
  }

  @Test("keeps no more replies at a time than fit together, and as many again when they are gone")
  func countsTogether() async throws {
    let body = [UInt8](repeating: 7, count: 10_000)
    try await withServer { _ in
      Response(body: .bytes(body))
    } _: { port in
      let connection = try await connect(port, ReplyAllowance(perReply: Self.limit, together: 35_000))
      var kept: [ClientReply] = []
      for _ in 1...3 { kept.append(try await connection.send("GET", "/", timeout: .seconds(60))) }
      let error = await #expect(throws: ClientError.self) {
        try await connection.send("GET", "/", timeout: .seconds(60))
      }
      #expect(error == .tooLong(.together(limit: 35_000)))
      #expect(kept.allSatisfy { $0.body == body })
      kept.removeAll()
      let next = try await connect(port, ReplyAllowance(perReply: Self.limit, together: 35_000))
      for _ in 1...3 { kept.append(try await next.send("GET", "/", timeout: .seconds(60))) }
      #expect(kept.count == 3)
    }
  }

  @Test("says how much of a reply came when its end did not come in time")
  func tellsUnfinished() async throws {
    try await withServer { _ in
      Response(
        body: .stream { writer in
          try await writer.write("12345")
          try await Task.sleep(for: .seconds(60))
        })
    } _: { port in
      let connection = try await connect(port, ReplyAllowance(perReply: Self.limit, together: Self.limit))
      let error = await #expect(throws: ClientError.self) {
        try await connection.send("GET", "/", timeout: .milliseconds(300))
      }
      #expect(error == .unfinished(.milliseconds(300), bytes: 5))
    }
  }
}
