import LessonKit
import MiniServer
import Testing

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
}
