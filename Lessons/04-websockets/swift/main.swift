import LessonKit

struct Tick: Codable, Sendable {
  let tick: Double
}

struct Boom: Error {}

// A chat room: every client hears the others, and gets ticks from a feed of its own.
actor Room {
  private var clients: [WebSocket] = []

  var count: Int { clients.count }

  func enter(_ client: WebSocket) {
    clients.append(client)
  }

  func tell(_ text: String, from sender: WebSocket) async throws {
    for other in clients where other != sender {
      try await other.send(.text("Said: \(text)"))
    }
  }
}

let room = Room()
let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/clients") { _ in
  .json(["connected": await room.count])
}

func pushTicks(to socket: WebSocket, _ client: String) async throws {
  while true {
    do {
      let reply = try await HTTPClient.get("\(Settings.upstreamURL)/feed?client=\(client.percentEncoded)")
      try await socket.send(.text("Tick: \(reply.decode(Tick.self).tick)"))
    } catch {
      Log.info("no tick for \(client): \(error)")  // the next one may come
    }
    try await Task.sleep(for: .milliseconds(50))
  }
}

app.webSocket("/ws") { socket in
  let client = try socket.request.query("client") ?? ""
  await room.enter(socket)
  Task { try await pushTicks(to: socket, client) }
  for try await message in socket.messages {
    guard let text = message.text else { continue }
    if text == "bye" { return }
    if text == "boom" { throw Boom() }
    try await socket.send(.text("Echo: \(text)"))
    try await room.tell(text, from: socket)
  }
}

try await app.run()
