import LessonKit

struct Tick: Codable, Sendable {
  let tick: Double
}

struct Boom: Error {}

// A chat room: every client hears the others, and gets ticks.
actor Room {
  private var clients: [WebSocket: String] = [:]

  var count: Int { clients.count }

  func enter(_ client: WebSocket, named name: String) {
    clients[client] = name
  }

  func leave(_ client: WebSocket) {
    clients[client] = nil
  }

  func tell(_ text: String, from sender: WebSocket) async {
    for other in clients.keys where other != sender {
      try? await other.send(.text("Said: \(text)"))  // it may just have left
    }
  }

  func pushTicks() async {
    for (client, name) in clients {
      guard clients[client] != nil else { continue }  // it left in the meantime
      do {
        let reply = try await HTTPClient.get("\(Settings.upstreamURL)/feed?client=\(name.percentEncoded)")
        try await client.send(.text("Tick: \(reply.decode(Tick.self).tick)"))
      } catch {
        Log.info("no tick for \(name): \(error)")  // the next one may come
      }
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

func listen(to socket: WebSocket) async throws {
  for try await message in socket.messages {
    guard let text = message.text else { continue }
    if text == "bye" { return }
    if text == "boom" { throw Boom() }
    try await socket.send(.text("Echo: \(text)"))
    await room.tell(text, from: socket)
  }
}

app.webSocket("/ws") { socket in
  let client = try socket.request.query("client") ?? ""
  await room.enter(socket, named: client)
  do {
    try await listen(to: socket)
  } catch {
    await room.leave(socket)
    throw error
  }
  await room.leave(socket)
}

Task {
  while true {
    await room.pushTicks()
    try await Task.sleep(for: .milliseconds(50))
  }
}

try await app.run()
