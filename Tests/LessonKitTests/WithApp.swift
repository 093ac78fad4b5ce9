import LessonKit
import MiniServer
import NIOPosix

/// As in TestSupport, which these tests do not import, because its own forms of responses are named like LessonKit's.
let patience = Duration.seconds(300)

/// Runs an app with the routes of `build` on a free port, and passes `body` a way to call it.
func withApp(_ build: (App) -> Void, _ body: (Client) async throws -> Void) async throws {
  let app = App()
  build(app)
  let respond = Responder(routes: app.routes).respond
  let server = Server { request in await respond(request) }
  try await server.start()
  do {
    try await body(Client(port: server.port))
  } catch {
    await server.shutdown(deadline: .zero)
    throw error
  }
  await server.shutdown(deadline: .zero)
}

struct Client: Sendable {
  let port: Int
  var url: String { "http://127.0.0.1:\(port)" }

  func send(_ method: String, _ target: String, headers: Headers = [:], body: String = "") async throws -> ClientReply {
    let connection = try await ClientConnection.open(
      host: "127.0.0.1", port: port, on: MultiThreadedEventLoopGroup.singleton.next(), timeout: patience)
    defer { connection.close() }
    return try await connection.send(method, target, headers: headers, body: Array(body.utf8), timeout: patience)
  }

  func get(_ target: String, headers: Headers = [:]) async throws -> ClientReply {
    try await send("GET", target, headers: headers)
  }

  func webSocket(_ target: String) async throws -> ClientWebSocket {
    try await ClientWebSocket.open(
      host: "127.0.0.1", port: port, target, on: MultiThreadedEventLoopGroup.singleton.next(), timeout: patience)
  }
}
