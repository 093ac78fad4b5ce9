import LessonKit

struct Tick: Codable, Sendable {
  let tick: Double
}

struct Boom: Error {}

// A chat room: every client hears the others, and gets ticks from a feed of its own. A client for which too many
// messages wait is closed, so that no one waits for it.
actor Room {
  private var queues: [WebSocket: AsyncStream<String>.Continuation] = [:]

  var count: Int { queues.count }

  func tell(_ text: String, from sender: WebSocket) {
    for (other, queue) in queues where other != sender {
      if case .dropped = queue.yield("Said: \(text)") {
        other.close(WebSocketClose(1008, "You do not read."))
      }
    }
  }

  /// Sends the client what the others say, until it leaves.
  func serve(_ client: WebSocket, _ listen: @Sendable () async throws -> Void) async throws {
    let (said, queue) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingOldest(100))
    queues[client] = queue
    defer { queues[client] = nil }
    try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      group.addTask {
        for await text in said { try await client.send(.text(text)) }
      }
      try await listen()
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
  try await room.serve(socket) {
    async let _ = pushTicks(to: socket, client)
    for try await message in socket.messages {
      guard let text = message.text else { continue }
      if text == "bye" { return }
      if text == "boom" { throw Boom() }
      try await socket.send(.text("Echo: \(text)"))
      await room.tell(text, from: socket)
      await Task.yield()  // lets the others' queues empty, however fast this client talks
    }
  }
}

try await app.run()
