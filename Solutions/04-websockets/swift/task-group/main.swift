import LessonKit

struct Tick: Codable, Sendable {
  let tick: Double
}

struct Boom: Error {}

// A chat room: every client hears the others, and gets ticks from a feed of its own.
actor Room {
  private var clients: Set<WebSocket> = []

  var count: Int { clients.count }

  /// Counts the client in while `body` runs, and out again however it ends.
  func with(_ client: WebSocket, _ body: @Sendable () async throws -> Void) async throws {
    clients.insert(client)
    defer { clients.remove(client) }
    try await body()
  }

  func tell(_ text: String, from sender: WebSocket) async {
    for other in clients where other != sender {
      try? await other.send(.text("Said: \(text)"))  // it may just have left
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
    } catch let error where !Task.isCancelled {
      Log.info("no tick for \(client): \(error)")  // the next one may come
    }
    try await Task.sleep(for: .milliseconds(50))
  }
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
  try await room.with(socket) {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await listen(to: socket) }
      group.addTask { try await pushTicks(to: socket, client) }
      try await group.next()
      group.cancelAll()  // a group waits for its tasks, and this one would never end
    }
  }
}

try await app.run()
