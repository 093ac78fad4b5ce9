import BenchmarkItem
import FoundationEssentials
import MiniServer

/// MiniServer by itself, without LessonKit's routes and log.
///
/// The limit is that of Autobahn's largest messages.
var configuration = Server.Configuration()
configuration.maxMessageBytes = 16 * 1024 * 1024
let server = Server(configuration: configuration) { request in
  if request.path == "/echo" {
    guard WebSocketHandshake.rejection(of: request) == nil else {
      return Response(426, headers: WebSocketHandshake.fields)
    }
    return Response(webSocket: { socket in for try await message in socket.messages { try await socket.send(message) } }
    )
  }
  guard request.path == "/json" else {
    return Response(
      headers: ["Content-Type": "text/plain; charset=utf-8"], body: .bytes(Array("Hello, World!".utf8)))
  }
  let json = (try? JSONEncoder().encode(Item())) ?? Data()
  return Response(headers: ["Content-Type": "application/json"], body: .bytes(Array(json)))
}
try await server.start(port: Int(CommandLine.arguments.dropFirst().first ?? "0") ?? 0)
while true { try await Task.sleep(for: .seconds(3_600)) }
