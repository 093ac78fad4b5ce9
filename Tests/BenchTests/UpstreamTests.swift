import Base
import Bench
import Lessons
import MiniServer
import NIOPosix
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct UpstreamTests {
  private let upstream = Upstream([
    UpstreamRoute(path: "/quotes/{symbol}", answer: .fields([("price", .number), ("nonce", .text)])),
    UpstreamRoute(method: "POST", path: "/orders", status: 201, answer: .fields([("order", .text)])),
    UpstreamRoute(path: "/chunks", answer: .chunks),
  ])

  private func connect() async throws -> ClientConnection {
    try await ClientConnection.open(
      host: "127.0.0.1", port: upstream.port, on: MultiThreadedEventLoopGroup.singleton.next(), timeout: Patience.long)
  }

  private func get(_ path: String) async throws -> ClientReply {
    let connection = try await connect()
    defer { connection.close() }
    return try await connection.send("GET", path, timeout: Patience.long)
  }

  private func withUpstream(_ body: () async throws -> Void) async throws {
    try await upstream.start()
    do {
      try await body()
    } catch {
      await upstream.stop()
      throw error
    }
    await upstream.stop()
  }

  @Test("It replies with fresh values and remembers each call with them")
  func replies() async throws {
    try await withUpstream { () async throws in
      let replies = [try await get("/quotes/ABC"), try await get("/quotes/ABC")].map { JSONValue(bytes: $0.body) }
      #expect(replies[0] != replies[1])
      let calls = upstream.calls(since: 0)
      #expect(calls.map { JSONValue.object($0.reply) } == replies)
      #expect(calls.map(\.parameters) == [["symbol": "ABC"], ["symbol": "ABC"]])
      #expect(calls.allSatisfy { !$0.isInFlight })
      #expect(upstream.calls(since: 1).count == 1)
    }
  }

  @Test("The same seed gives the same values")
  func isReplayed() async throws {
    try await withUpstream { () async throws in
      var replies: [String] = []
      for _ in 0..<2 {
        upstream.use(FreshValues(seed: 5, purpose: "test"))
        replies.append(try await get("/quotes/ABC").text)
      }
      #expect(replies[0] == replies[1])
    }
  }

  @Test("A request for an unknown path is not a call")
  func knowsItsRoutes() async throws {
    try await withUpstream { () async throws in
      #expect(try await get("/quote/ABC").status == .notFound)
      #expect(upstream.count == 0)
    }
  }

  @Test("Held replies are released one by one, the oldest or the newest first")
  func releasesOne() async throws {
    try await withUpstream { () async throws in
      upstream.hold()
      var pending: [PendingReply] = []
      for (index, symbol) in ["A", "B", "C"].enumerated() {
        pending.append(try await connect().start("GET", "/quotes/\(symbol)", timeout: Patience.long))
        try await until("the call is held") { upstream.calls(since: 0).count == index + 1 && upstream.isHoldingCalls }
      }
      upstream.releaseOne(.newest)
      #expect(try await pending[2].reply().status == .ok)
      #expect(upstream.calls(since: 0).map(\.isInFlight) == [true, true, false])
      upstream.releaseOne(.oldest)
      #expect(try await pending[0].reply().status == .ok)
      #expect(upstream.calls(since: 0).map(\.isInFlight) == [false, true, false])
      upstream.release()
      #expect(try await pending[1].reply().status == .ok)
      #expect(!upstream.isHoldingCalls)
    }
  }

  @Test("It holds replies back until they are released")
  func holds() async throws {
    try await withUpstream { () async throws in
      upstream.hold()
      let first = try await connect().start("GET", "/quotes/A", timeout: Patience.long)
      let second = try await connect().start("GET", "/quotes/B", timeout: Patience.long)
      try await until("both calls are in flight") { upstream.calls(since: 0).count { $0.isInFlight } == 2 }
      upstream.release()
      #expect(try await first.reply().status == .ok)
      #expect(try await second.reply().status == .ok)
      #expect(upstream.calls(since: 0).allSatisfy { !$0.isInFlight })
    }
  }

  @Test("A route has a method and a status, and records the body of each call")
  func takesBodies() async throws {
    try await withUpstream { () async throws in
      let connection = try await connect()
      defer { connection.close() }
      let reply = try await connection.send("POST", "/orders", body: Array("two teas".utf8), timeout: Patience.long)
      #expect(reply.status == .created)
      #expect(upstream.calls(since: 0).map(\.body) == ["two teas"])
      #expect(try await get("/orders").status == .notFound)
    }
  }

  @Test("A held stream sends its first chunk, and the others when it is released")
  func holdsStreams() async throws {
    try await withUpstream { () async throws in
      upstream.hold()
      let pending = try await connect().start("GET", "/chunks", timeout: Patience.long)
      try await until("the first chunk is sent") { upstream.calls(since: 0).first?.sentChunks == 1 }
      #expect(upstream.calls(since: 0)[0].isInFlight)
      upstream.release()
      let chunks = upstream.calls(since: 0)[0].chunks
      #expect(try await pending.reply().text == chunks.joined() && Set(chunks).count == 4)
    }
  }

  @Test("A reply that breaks off does not look complete", arguments: ["/chunks", "/quotes/A"])
  func breaksOff(path: String) async throws {
    try await withUpstream { () async throws in
      await upstream.breakingOff {
        _ = await #expect(throws: ClientError.self) { try await get(path) }
      }
      #expect(upstream.count == 1)
      #expect(try await get(path).status == .ok)
    }
  }

  @Test("A held stream sends as many chunks as it is allowed, of the lengths that were asked for")
  func sendsStepByStep() async throws {
    try await withUpstream { () async throws in
      try await upstream.streaming(chunksOf: [1, 5_000, 30]) {
        upstream.hold()
        let pending = try await connect().start("GET", "/chunks", timeout: Patience.long)
        for count in 1...3 {
          try await until("the chunk is sent") { upstream.calls(since: 0).first?.sentChunks == count }
          #expect(upstream.calls(since: 0)[0].isInFlight)
          upstream.allow(chunks: count + 1)
        }
        let chunks = upstream.calls(since: 0)[0].chunks
        #expect(try await pending.reply().text == chunks.joined())
        let lengths = chunks.map(\.utf8.count)
        #expect(lengths[0] < 30 && (4_900...5_100).contains(lengths[1]) && lengths[2] < 60)
        upstream.release()
      }
    }
  }

  @Test("A stream breaks off after as many chunks as are asked for, also after its last one", arguments: [0, 2, 4])
  func breaksOffLater(count: Int) async throws {
    try await withUpstream { () async throws in
      try await upstream.breakingOff(afterChunks: count) {
        let stream = try await connect().stream("GET", "/chunks", timeout: Patience.long)
        var bytes: [UInt8] = []
        await #expect(throws: ClientError.self) {
          for try await chunk in stream.chunks { bytes += chunk }
        }
        let call = upstream.calls(since: 0)[0]
        #expect(String(decoding: bytes, as: UTF8.self) == call.chunks.prefix(count).joined())
      }
    }
  }

  @Test("A held call whose caller is gone is no longer in flight")
  func noticesCallersThatGo() async throws {
    try await withUpstream { () async throws in
      upstream.hold()
      let connection = try await connect()
      _ = connection.start("GET", "/quotes/A", timeout: Patience.long)
      try await until("the call has arrived") { upstream.count == 1 }
      connection.close()
      try await until("the caller is missed") { !upstream.calls(since: 0)[0].isInFlight }
    }
  }

  @Test("A late reply comes so long after its call, and a caller that leaves meanwhile gets none")
  func delays() async throws {
    try await withUpstream { () async throws in
      try await upstream.delaying { () async throws in
        upstream.delay(Lateness(.milliseconds(30)))
        _ = try await get("/quotes/A")
        let call = try #require(upstream.calls(since: 0).first)
        #expect(try #require(call.replied) - call.arrived >= .milliseconds(30))
        upstream.delay(Lateness(.seconds(60)))
        let connection = try await connect()
        _ = connection.start("GET", "/quotes/B", timeout: Patience.long)
        try await until("the call has arrived") { upstream.count == 2 }
        connection.close()
        try await until("the caller is missed") { !upstream.calls(since: 1)[0].isInFlight }
        #expect(upstream.calls(since: 1)[0].replied == nil)
      }
      // Neither late nor noted any more.
      _ = try await get("/quotes/C")
      #expect(upstream.calls(since: 2)[0].replied == nil)
    }
  }

  @Test("Of a late stream one part is late, each stream's in turn, and the others come without a pause")
  func delaysParts() async throws {
    try await withUpstream { () async throws in
      try await upstream.delaying { () async throws in
        upstream.delay(Lateness(.milliseconds(30), lateParts: [0, 2]))
        for _ in 1...2 {
          let mark = upstream.count
          let text = try await get("/chunks").text
          let call = upstream.calls(since: mark)[0]
          #expect(text == call.chunks.joined())
          #expect(try #require(call.replied) - call.arrived >= .milliseconds(30))
        }
      }
    }
  }
}
