import Bench
import Lessons
import MiniServer
import NIOPosix
import Testing

/// What a module can send to the upstream at most.
@Suite(.timeLimit(.minutes(10)))
struct UpstreamExcessTests {
  private let upstream = Upstream([
    UpstreamRoute(path: "/quotes/{symbol}", answer: .fields([("price", .number)])),
    UpstreamRoute(method: "POST", path: "/orders", status: 201, answer: .fields([("order", .text)])),
  ])

  private func connect() async throws -> ClientConnection {
    try await ClientConnection.open(
      host: "127.0.0.1", port: upstream.port, on: MultiThreadedEventLoopGroup.singleton.next(), timeout: .seconds(20))
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

  private func post(_ count: Int, headers: Headers = [:]) async throws -> ClientReply {
    let connection = try await connect()
    defer { connection.close() }
    return try await connection.send(
      "POST", "/orders?x", headers: headers, body: [UInt8](repeating: 65, count: count), timeout: .seconds(60))
  }

  @Test("A body of up to 1 MiB is recorded, and a longer one is rejected and told of")
  func limitsBodies() async throws {
    try await withUpstream { () async throws in
      #expect(try await post(1 << 20).status == .created)
      #expect(upstream.excess == nil)
      #expect(try await post((1 << 20) + 1).status == .contentTooLarge)
      #expect(upstream.calls(since: 0).map(\.body.count) == [1 << 20])
      #expect(upstream.excess == .body("POST /orders", limit: 1 << 20))
      #expect(
        "\(upstream.excess.map { "\($0)" } ?? "")" == "an upstream call, POST /orders, with a body of more than 1 MiB")
      upstream.use(FreshValues(seed: 1, purpose: "next"))
      #expect(upstream.excess == nil)
      #expect(upstream.calls(since: 1).isEmpty)
      #expect(upstream.count == 1)
      #expect(try await post(10).status == .created)
      #expect(upstream.calls(since: 1).map(\.body.count) == [10])
    }
  }

  @Test("All bodies of a check together have a limit, too")
  func limitsTogether() async throws {
    try await withUpstream { () async throws in
      for _ in 1...15 { #expect(try await post(1 << 20).status == .created) }
      #expect(upstream.excess == nil)
      #expect(try await post(1 << 20).status == .contentTooLarge)
      #expect(upstream.excess == .together(limit: 16 << 20))
    }
  }

  @Test("No more calls are recorded than anyone looks at")
  func limitsCalls() async throws {
    try await withUpstream { () async throws in
      let connection = try await connect()
      defer { connection.close() }
      for _ in 1...2_000 {
        #expect(try await connection.send("GET", "/quotes/a", timeout: .seconds(60)).status == .ok)
      }
      #expect(upstream.excess == nil)
      #expect(try await connection.send("GET", "/quotes/a", timeout: .seconds(60)).status == .tooManyRequests)
      #expect(upstream.count == 2_000)
      #expect(upstream.excess == .calls(limit: 2_000))
    }
  }

  @Test("Connections that are too many are closed, and told of once")
  func limitsConnections() async throws {
    try await withUpstream { () async throws in
      var connections: [ClientConnection] = []
      defer { connections.forEach { $0.close() } }
      for _ in 1...256 {
        let connection = try await connect()
        connections.append(connection)
        #expect(try await connection.send("GET", "/ping", timeout: .seconds(60)).status == .ok)
      }
      #expect(upstream.excess == nil)
      await #expect(throws: ClientError.closed) {
        try await connect().send("GET", "/ping", timeout: .seconds(60))
      }
      #expect(upstream.excess == .connections(limit: 256))
      #expect(upstream.excess == nil)
      #expect(try await connections[0].send("GET", "/ping", timeout: .seconds(60)).status == .ok)
    }
  }
}
