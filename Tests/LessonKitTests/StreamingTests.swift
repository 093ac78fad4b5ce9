import LessonKit
import MiniServer
import Synchronization
import Testing

/// Streamed bodies: from an upstream, through middleware, to the client.
@Suite(.timeLimit(.minutes(10)))
struct StreamingTests {
  private struct Oops: Error {}

  /// An upstream that sends "one", and "two" after `release` is called; `ends` yields when one of its streams ends.
  private struct Upstream {
    let url: String
    let release: @Sendable () -> Void
    var ends: AsyncStream<Void>.Iterator
  }

  private func withUpstream(_ body: (inout Upstream) async throws -> Void) async throws {
    let (gate, release) = AsyncStream<Void>.makeStream()
    let (ends, ended) = AsyncStream<Void>.makeStream()
    try await withApp { app in
      app.get("/chunks") { request in
        let isCut = try request.query("cut") != nil
        return .stream(contentType: "text/plain") { writer in
          defer { ended.yield() }
          try await writer.write("one")
          for await _ in gate { break }
          try Task.checkCancellation()
          if isCut { throw Oops() }
          try await writer.write("two")
        }
      }
    } _: { client async throws in
      var upstream = Upstream(url: client.url, release: { release.yield() }, ends: ends.makeAsyncIterator())
      try await body(&upstream)
    }
  }

  private func passingOn(_ upstream: Upstream, _ query: String = "") -> (App) -> Void {
    { app in
      app.get("/stream") { [url = upstream.url] _ in
        let reply = try await HTTPClient.stream("\(url)/chunks\(query)")
        return .stream(contentType: reply.headers["Content-Type"] ?? "") { writer in
          for try await chunk in reply.chunks { try await writer.write(chunk) }
        }
      }
    }
  }

  @Test("An upstream's response is passed on as it arrives")
  func passesOn() async throws {
    try await withUpstream { upstream in
      try await withApp(passingOn(upstream)) { [release = upstream.release] client async throws in
        let reply = try await HTTPClient.stream(client.url + "/stream")
        #expect(reply.status == .ok)
        #expect(reply.headers["Content-Type"] == "text/plain")
        var chunks = reply.chunks.makeAsyncIterator()
        #expect(try await chunks.next() == Array("one".utf8))
        release()
        #expect(try await chunks.next() == Array("two".utf8))
        #expect(try await chunks.next() == nil)
      }
    }
  }

  @Test("A truncated upstream response truncates the response of the app")
  func passesOnTruncation() async throws {
    try await withUpstream { upstream in
      try await withApp(passingOn(upstream, "?cut=yes")) { [release = upstream.release] client async throws in
        let reply = try await HTTPClient.stream(client.url + "/stream")
        var chunks = reply.chunks.makeAsyncIterator()
        #expect(try await chunks.next() == Array("one".utf8))
        release()
        await #expect(throws: ClientError.closed) { try await chunks.next() }
      }
    }
  }

  @Test("A reply that is not read to its end leaves no connection open", arguments: [false, true])
  func closesUnread(readsOne: Bool) async throws {
    try await withUpstream { upstream in
      try await withApp { [url = upstream.url] app in
        app.get("/status") { _ in
          let reply = try await HTTPClient.stream(url + "/chunks")
          if readsOne { for try await _ in reply.chunks { break } }
          return .empty(reply.status)
        }
      } _: { client async throws in
        #expect(try await client.get("/status").status == .ok)
      }
      // The upstream's stream waits at its gate until the connection is closed.
      #expect(await upstream.ends.next() != nil)
    }
  }

  @Test("When a client disconnects, the connection to the upstream is closed too")
  func letsGo() async throws {
    try await withUpstream { upstream in
      try await withApp(passingOn(upstream)) { client async throws in
        let reply = try await HTTPClient.stream(client.url + "/stream")
        for try await _ in reply.chunks { break }
      }
      #expect(await upstream.ends.next() != nil)
    }
  }

  @Test("A port without a server throws, an error status does not")
  func tellsErrors() async throws {
    await #expect(throws: ClientError.refused) { try await HTTPClient.stream("http://127.0.0.1:1/") }
    try await withApp { _ in
    } _: { client async throws in
      #expect(try await HTTPClient.stream(client.url + "/missing").status == .notFound)
    }
  }

  private func text(_ body: ResponseBody) async throws -> String {
    String(decoding: try await body.collect(), as: UTF8.self)
  }

  @Test("Middleware can collect any body, change a stream, and sees the errors of a stream")
  func changesBodies() async throws {
    let seen = Mutex<[String]>([])
    try await withApp { app in
      let collecting = app.group("/collected")
      collecting.use { request, next in
        let response = try await next(request)
        return .text("<\(try await text(response.body))>")
      }
      let wrapping = app.group("/wrapped")
      wrapping.use { request, next in
        var response = try await next(request)
        response.body = .stream { [body = response.body] writer in
          try await writer.write("<")
          try await body.write(
            to: BodyWriter { bytes in
              seen.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
              try await writer.write(bytes + bytes)
            })
          try await writer.write(">")
        }
        return response
      }
      for group in [collecting, wrapping] {
        group.get("/bytes") { _ in .text("ab") }
        group.get("/stream") { _ in .stream { writer in for part in ["a", "b"] { try await writer.write(part) } } }
        group.get("/fails") { _ in
          .stream { writer in
            try await writer.write("a")
            throw Oops()
          }
        }
      }
    } _: { client async throws in
      for target in ["/collected/bytes", "/collected/stream"] { #expect(try await client.get(target).text == "<ab>") }
      #expect(try await client.get("/collected/fails").status == .internalServerError)
      #expect(try await client.get("/wrapped/bytes").text == "<abab>")
      #expect(try await client.get("/wrapped/stream").text == "<aabb>")
      #expect(seen.withLock { $0 } == ["ab", "a", "b"])
      await #expect(throws: ClientError.closed) { try await client.get("/wrapped/fails") }
    }
  }

  @Test("An error that escapes a route reaches all middleware with the route's line and the request's ID")
  func placesErrors() async throws {
    let seen = Mutex<[String]>([])
    let noting: Middleware = { request, next in
      do {
        return try await next(request)
      } catch let error as RoutedError {
        #expect(error.underlying is Oops)
        seen.withLock { $0.append("\(error)") }
        throw error
      }
    }
    try await withApp { app in
      app.use { request, next in
        var request = request
        request.headers["X-Request-ID"] = "7"
        return try await next(request)
      }
      app.use(noting)
      let group = app.group("/group")
      group.use(noting)
      group.get("/boom", file: "Module/main.swift", line: 5) { _ in throw Oops() }
      group.get("/refused") { _ in throw HTTPError(.conflict) }
    } _: { client async throws in
      #expect(try await client.get("/group/boom").status == .internalServerError)
      #expect(seen.withLock { $0 } == Array(repeating: "Oops() (route at Module/main.swift:5, request 7)", count: 2))
      #expect(try await client.get("/group/refused").status == .conflict)
    }
  }
}
