import LessonKit
import MiniServer
import Testing

@Suite(.timeLimit(.minutes(10)))
struct HTTPClientTests {
  private struct Note: Codable, Sendable, Equatable { let text: String }

  private func withUpstream(_ body: (Client) async throws -> Void) async throws {
    try await withApp(
      { app in
        app.get("/note") { request in .json(Note(text: request.headers["X-From"] ?? "nobody")) }
        app.post("/note") { request in
          .json(try await request.json(Note.self), status: .created)
        }
        app.get("/fails") { _ in throw HTTPError(.serviceUnavailable) }
        app.get("/cut") { _ in
          .stream { writer in
            try await writer.write("half")
            throw HTTPError(.internalServerError)
          }
        }
      }, body)
  }

  @Test("Both forms return status, headers and body")
  func asks() async throws {
    try await withUpstream { upstream async throws in
      let url = upstream.url
      let replies = [
        try await HTTPClient.get(url + "/note", headers: ["X-From": "me"]),
        try await offload { try HTTPClient.getBlocking(url + "/note", headers: ["X-From": "me"]) },
      ]
      for reply in replies {
        #expect(reply.status == .ok)
        #expect(reply.headers["Content-Type"] == "application/json")
        #expect(try reply.decode(Note.self) == Note(text: "me"))
      }
    }
  }

  @Test("Both forms post")
  func posts() async throws {
    try await withUpstream { upstream async throws in
      let url = upstream.url
      let note = Note(text: "é")
      let replies = [
        try await HTTPClient.post(url + "/note", json: note),
        try await offload { try HTTPClient.postBlocking(url + "/note", json: note) },
      ]
      for reply in replies {
        #expect(reply.status == .created)
        #expect(try reply.decode(Note.self) == note)
      }
    }
  }

  @Test("An error status does not throw, a truncated response does")
  func tellsErrors() async throws {
    try await withUpstream { upstream async throws in
      let url = upstream.url
      #expect(try await HTTPClient.get(url + "/fails").status == .serviceUnavailable)
      await #expect(throws: ClientError.closed) { try await HTTPClient.get(url + "/cut") }
      let error = await #expect(throws: HTTPClientError.self) {
        try await offload { try HTTPClient.getBlocking(url + "/cut") }
      }
      #expect(error?.description == "the connection was closed before the reply was complete")
    }
  }

  @Test("An invalid URL is named", arguments: ["ftp://127.0.0.1/", "nonsense"])
  func tellsBadAddresses(url: String) async throws {
    let error = await #expect(throws: HTTPClientError.self) { try await HTTPClient.get(url) }
    #expect(error?.description.contains("'\(url)'") == true, "\(String(describing: error))")
    let other = #expect(throws: HTTPClientError.self) { try HTTPClient.getBlocking(url) }
    #expect(other?.description == error?.description)
  }

  @Test("A port without a server refuses the connection")
  func tellsRefusedConnections() async throws {
    let url = "http://127.0.0.1:1/"
    await #expect(throws: ClientError.refused) { try await HTTPClient.get(url) }
    let error = #expect(throws: HTTPClientError.self) { try HTTPClient.getBlocking(url) }
    #expect(error?.description == "cannot connect to 127.0.0.1:1: Connection refused")
  }

  @Test("A percent-encoded value arrives unchanged, whatever its characters")
  func encodesValues() async throws {
    #expect("AZaz09-._~".percentEncoded == "AZaz09-._~")
    #expect("a/b".dropFirst().percentEncoded == "%2Fb")
    let value = "a/b?c#d%41 é+&=\"\u{1}\r\n"
    try await withApp { app in
      app.get("/paths/{value}") { request in .text(try request.path("value") + (try request.query("q") ?? "")) }
    } _: { client async throws in
      let url = "\(client.url)/paths/\(value.percentEncoded)?q=\(value.percentEncoded)"
      #expect(try await HTTPClient.get(url).text == value + value)
    }
  }

  @Test("A URL with a space or a control character is rejected, and the error names the remedy")
  func rejectsUnencoded() async throws {
    for character in [" ", "\r\nX-Own: 1", "\u{1}", "\u{7F}"] {
      let url = "http://127.0.0.1:1/a\(character)b"
      let error = await #expect(throws: HTTPClientError.self) { try await HTTPClient.get(url) }
      #expect(error?.description.hasSuffix("insert values with .percentEncoded") == true)
      #expect(error?.description.contains("\n") == false)
      #expect(throws: HTTPClientError.self) { try HTTPClient.getBlocking(url) }
    }
  }

  @Test("Cancelling a task closes the connection of its call", arguments: [false, true])
  func endsCancelledCalls(isStream: Bool) async throws {
    let (gate, _) = AsyncStream<Void>.makeStream()
    let (arrivals, arrived) = AsyncStream<Void>.makeStream()
    let (ends, ended) = AsyncStream<Void>.makeStream()
    try await withApp { app in
      app.get("/waits") { _ in
        arrived.yield()
        defer { ended.yield() }
        for await _ in gate {}
        return .empty()
      }
    } _: { client async throws in
      let call = Task {
        if isStream { _ = try await HTTPClient.stream(client.url + "/waits") }
        return try await HTTPClient.get(client.url + "/waits").status
      }
      for await _ in arrivals { break }
      call.cancel()
      await #expect(throws: CancellationError.self) { try await call.value }
      for await _ in ends { break }
    }
  }
}
