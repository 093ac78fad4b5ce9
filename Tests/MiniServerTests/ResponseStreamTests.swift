import MiniServer
import TestSupport
import Testing

@Suite("A streamed response", .timeLimit(.minutes(10)))
struct ResponseStreamTests {
  private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

  @Test("is chunked in HTTP/1.1, and the connection stays open")
  func chunked() async throws {
    try await withServer { _ in
      Response(
        body: .stream { writer in
          try await writer.write("Hello, ")
          try await writer.write("")
          await Task.yield()
          try await writer.write("World!")
        })
    } _: { port in
      try await onOwnThread {
        let client = try RawClient(port: port)
        for _ in 0..<2 {
          try client.send(Self.get)
          let head = try client.readResponse()
          #expect(head.fields["transfer-encoding"] == "chunked")
          #expect(head.fields["content-length"] == nil)
          #expect(try client.read(until: "0\r\n\r\n") == "7\r\nHello, \r\n6\r\nWorld!\r\n0\r\n\r\n")
        }
        let old = try RawClient(port: port)
        try old.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(try old.read(until: "\r\n\r\n").contains("Connection: close"))
        #expect(try old.readToEnd() == "Hello, World!")
      }
    }
  }

  @Test("reaches the client while its handler is still writing")
  func promptness() async throws {
    let arrived = Signal("the client has received the beginning")
    try await withServer { _ in
      Response(
        body: .stream { writer in
          try await writer.write("first")
          try await arrived.wait()
          try await writer.write("second")
        })
    } _: { port in
      let client = try RawClient(port: port)
      try client.send(Self.get)
      _ = try await onOwnThread { try client.read(until: "first\r\n") }
      arrived.fire()
      _ = try await onOwnThread { try client.read(until: "second\r\n0\r\n\r\n") }
    }
  }

  @Test("sends its head before the first bytes of its body exist")
  func headFirst() async throws {
    let arrived = Signal("the client has received the beginning")
    try await withServer { _ in
      await Task.yield()
      return Response(
        body: .stream { writer in
          try await arrived.wait()
          try await writer.write("body")
        })
    } _: { port in
      let client = try RawClient(port: port)
      try client.send(Self.get)
      _ = try await onOwnThread { try client.read(until: "\r\n\r\n") }
      arrived.fire()
      _ = try await onOwnThread { try client.read(until: "body\r\n0\r\n\r\n") }
    }
  }

  @Test("closes the connection without the last chunk if its closure throws")
  func throwing() async throws {
    struct Oops: Error {}
    try await withServer { _ in
      Response(
        body: .stream { writer in
          try await writer.write("half")
          throw Oops()
        })
    } _: { port in
      let rest = try await onOwnThread {
        let client = try RawClient(port: port)
        try client.send(Self.get)
        _ = try client.read(until: "\r\n\r\n")
        return try client.readToEnd()
      }
      #expect(rest == "4\r\nhalf\r\n")
    }
  }

  @Test(
    "with an announced length is sent unchunked, and closes the connection if it is too short",
    arguments: [("12345", true), ("123", false)])
  func announcedLength(text: String, isWhole: Bool) async throws {
    try await withServer { _ in
      Response(headers: ["Content-Length": "5"], body: .stream { try await $0.write(text) })
    } _: { port in
      try await onOwnThread {
        let client = try RawClient(port: port)
        try client.send(Self.get)
        #expect(try client.read(until: "\r\n\r\n").contains("Content-Length: 5"))
        if isWhole {
          #expect(try client.read(until: text) == text)
          try client.send(Self.get)
          _ = try client.read(until: text)
        } else {
          #expect(try client.readToEnd() == text)
        }
      }
    }
  }

  @Test("waits for a slow client, and ends when the client disconnects", arguments: [false, true])
  func backPressure(offLoop: Bool) async throws {
    let (written, failed) = (Counter(), Signal("writing has failed"))
    let chunk = [UInt8](repeating: 0x61, count: 64 * 1024)
    try await withServer { request in
      guard request.path == "/endless" else { return await echo(request) }
      return Response(
        body: .stream { writer in
          do {
            let endless: @Sendable () async throws -> Void = {
              for _ in 0..<100_000 {
                written.increment()
                try await writer.write(chunk)
              }
            }
            if offLoop {
              try await Task.detached(operation: endless).value
            } else {
              try await endless()
            }
          } catch {
            failed.fire()
            throw error
          }
        })
    } _: { port in
      let client = try RawClient(port: port)
      try client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
      _ = try await onOwnThread { try client.read(until: "\r\n\r\n") }
      // Each response to another client is a turn of the loop in which the stream could have continued.
      try await onOwnThread {
        let other = try RawClient(port: port)
        for _ in 0..<200 {
          try other.send("GET /turn HTTP/1.1\r\nHost: a\r\n\r\n")
          #expect(try other.readResponse().body == "GET /turn ")
        }
      }
      #expect(written.value < 1000)
      client.close()
      try await failed.wait()
    }
  }
}
