import BenchmarkItem
import FoundationEssentials
import MiniServer

/// MiniServer by itself, without LessonKit's routes and log.
let server = Server { request in
  guard request.path == "/json" else {
    return Response(
      headers: ["Content-Type": "text/plain; charset=utf-8"], body: .bytes(Array("Hello, World!".utf8)))
  }
  let json = (try? JSONEncoder().encode(Item())) ?? Data()
  return Response(headers: ["Content-Type": "application/json"], body: .bytes(Array(json)))
}
try await server.start(port: Int(CommandLine.arguments.dropFirst().first ?? "0") ?? 0)
while true { try await Task.sleep(for: .seconds(3_600)) }
