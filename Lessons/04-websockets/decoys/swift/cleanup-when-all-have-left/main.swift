import LessonKit

struct Tick: Codable, Sendable {
  let tick: Double
}

struct Boom: Error {}

// A chat room: every client hears the others, and gets ticks from a feed of its own.
actor Room {
  private var clients: Set<WebSocket> = []
  private var feeds: [Task<Void, any Error>] = []
  private var departed = 0

  var count: Int { clients.count }

  func enter(_ client: WebSocket, _ feed: Task<Void, any Error>) {
    clients.insert(client)
    feeds.append(feed)
  }

  func leave(_ client: WebSocket) {
    departed += 1
    guard departed == clients.count else { return }
    for feed in feeds { feed.cancel() }
    feeds = []
    clients = []
    departed = 0
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

app.webSocket("/ws") { socket in
  let client = try socket.request.query("client") ?? ""
  await room.enter(socket, Task { try await pushTicks(to: socket, client) })
  do {
    for try await message in socket.messages {
      guard let text = message.text else { continue }
      if text == "bye" { break }
      if text == "boom" { throw Boom() }
      try await socket.send(.text("Echo: \(text)"))
      await room.tell(text, from: socket)
    }
  } catch {
    await room.leave(socket)
    throw error
  }
  await room.leave(socket)
}

try await app.run()
