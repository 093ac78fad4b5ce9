import MiniServer
import NIOPosix
import TestSupport
import Testing

@Suite("A streamed reply", .timeLimit(.minutes(10)))
struct ClientStreamTests {
  private func connect(_ port: Int) async throws -> ClientConnection {
    try await ClientConnection.open(
      host: "127.0.0.1", port: port, on: MultiThreadedEventLoopGroup.singleton.next(), timeout: Patience.long)
  }

  /// Streams what `write` writes, and fires `ended` when the client has disconnected.
  private static func answering(
    ended: Signal? = nil, _ write: @escaping @Sendable (BodyWriter) async throws -> Void
  ) -> Server.Handler {
    { request in
      guard request.path == "/stream" else { return await echo(request) }
      return Response(
        .accepted, headers: ["X-Kind": "stream"],
        body: .stream { writer in
          defer { ended?.fire() }
          try await write(writer)
        })
    }
  }

  private func text(_ chunks: ClientStream.Chunks) async throws -> String {
    var bytes: [UInt8] = []
    for try await chunk in chunks { bytes += chunk }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("delivers its head and each part while the server is still writing")
  func promptness() async throws {
    let (begun, gone) = (Signal("the client has the head"), Signal("the client has the first part"))
    try await withServer(
      handler: Self.answering { writer in
        try await begun.wait()
        try await writer.write("first")
        try await gone.wait()
        try await writer.write("second")
      }
    ) { port in
      let reply = try await connect(port).stream("GET", "/stream", timeout: Patience.long)
      #expect(reply.status == .accepted)
      #expect(reply.headers["X-Kind"] == "stream")
      var chunks = reply.chunks.makeAsyncIterator()
      begun.fire()
      #expect(try await chunks.next() == Array("first".utf8))
      gone.fire()
      #expect(try await chunks.next() == Array("second".utf8))
      #expect(try await chunks.next() == nil)
    }
  }

  @Test("leaves the connection open for the next request after its end, unless asked to close it")
  func reuse() async throws {
    let large = String(repeating: "x", count: 3_000_000)
    try await withServer(handler: Self.answering { try await $0.write(large) }) { port in
      let connection = try await connect(port)
      for _ in 0..<2 {
        let reply = try await connection.stream("GET", "/stream", timeout: Patience.long)
        #expect(try await text(reply.chunks) == large)
        #expect(try await connection.send("GET", "/a", timeout: Patience.long).text == "GET /a ")
      }
      let empty = try await connection.stream("POST", "/a", body: Array("b".utf8), timeout: Patience.long)
      #expect(try await text(empty.chunks) == "POST /a b")
      let last = try await connection.stream("GET", "/a", headers: ["Connection": "close"], timeout: Patience.long)
      #expect(try await text(last.chunks) == "GET /a ")
      await #expect(throws: ClientError.closed) { try await connection.send("GET", "/a", timeout: Patience.long) }
    }
  }

  @Test("delivers the parts that arrived, then throws if it was truncated", arguments: [nil, "9"])
  func truncation(length: String?) async throws {
    struct Oops: Error {}
    try await withServer { _ in
      Response(
        headers: length.map { ["Content-Length": $0] } ?? [:],
        body: .stream { writer in
          try await writer.write("half")
          throw Oops()
        })
    } _: { port in
      let reply = try await connect(port).stream("GET", "/", timeout: Patience.long)
      var chunks = reply.chunks.makeAsyncIterator()
      #expect(try await chunks.next() == Array("half".utf8))
      let error = await #expect(throws: ClientError.self) { try await chunks.next() }
      #expect(error == .closed)
    }
  }

  @Test("throws if its head or its next part does not arrive in time", arguments: [true, false])
  func timeout(withHead: Bool) async throws {
    let ended = Signal("the stream has ended")
    try await withServer { request in
      if !withHead {
        try? await Task.sleep(for: .seconds(60))
        ended.fire()
      }
      return await Self.answering(ended: ended) { writer in
        try await writer.write("first")
        try await Task.sleep(for: .seconds(60))
      }(request)
    } _: { port in
      let error = await #expect(throws: ClientError.self) {
        let reply = try await connect(port).stream("GET", "/stream", timeout: .milliseconds(50))
        #expect(withHead)
        _ = try await text(reply.chunks)
      }
      #expect(error == .timeout(.milliseconds(50)))
      try await ended.wait()
    }
  }

  @Test("applies back-pressure to the server while no one reads")
  func backPressure() async throws {
    let (written, ended) = (Counter(), Signal("the stream has ended"))
    let chunk = [UInt8](repeating: 0x61, count: 64 * 1024)
    try await withServer(
      handler: Self.answering(ended: ended) { writer in
        while true {
          written.increment()
          try await writer.write(chunk)
        }
      }
    ) { port in
      let reply = try await connect(port).stream("GET", "/stream", timeout: Patience.long)
      var chunks = reply.chunks.makeAsyncIterator()
      _ = try await chunks.next()
      let other = try await connect(port)
      for _ in 0..<200 { _ = try await other.send("GET", "/turn", timeout: Patience.long) }
      let held = written.value
      #expect(held < 1000)
      var size = 0
      while size < (held + 10) * chunk.count { size += try await chunks.next()?.count ?? 0 }
      #expect(written.value > held)
      other.close()
    }
    try await ended.wait()
  }

  enum Leaving: CaseIterable { case unread, brokenOff, cancelled, cancelledBeforeHead }

  @Test("closes its connection when reading stops", arguments: Leaving.allCases)
  func abandonment(_ how: Leaving) async throws {
    let (begun, ended) = (Signal("the handler has started"), Signal("the stream has ended"))
    let isHeadless = how == .cancelledBeforeHead
    try await withServer { request in
      begun.fire()
      if isHeadless {
        try? await Task.sleep(for: .seconds(60))
        ended.fire()
      }
      return await Self.answering(ended: ended) { writer in
        try await writer.write("first")
        try await Task.sleep(for: .seconds(60))
      }(request)
    } _: { port in
      let connection = try await connect(port)
      let reading = Task {
        let reply = try await connection.stream("GET", "/stream", timeout: Patience.long)
        if how == .unread { return reply.status }
        for try await _ in reply.chunks where how == .brokenOff { break }
        return reply.status
      }
      try await begun.wait()
      switch how {
      case .unread, .brokenOff: #expect(try await reading.value == .accepted)
      case .cancelled, .cancelledBeforeHead:
        reading.cancel()
        await #expect(throws: (any Error).self) { try await reading.value }
      }
      try await ended.wait()
      await #expect(throws: ClientError.closed) { try await connection.send("GET", "/a", timeout: Patience.long) }
    }
  }
}
