import LessonKit
import Synchronization

struct Tick: Codable, Sendable {
  let tick: Double
}

struct Boom: Error {}

// A chat room: every client hears the others, and gets ticks from a feed of its own. What others say goes through a
// queue for each client, so no one ever waits for a client that does not read: it only loses messages itself.
final class Room: Sendable {
  private let queues = Mutex<[WebSocket: AsyncStream<String>.Continuation]>([:])

  var count: Int { queues.withLock { $0.count } }

  func enter(_ client: WebSocket) -> AsyncStream<String> {
    let (messages, queue) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingOldest(100))
    queues.withLock { $0[client] = queue }
    return messages
  }

  func leave(_ client: WebSocket) {
    queues.withLock { _ = $0.removeValue(forKey: client) }
  }

  func tell(_ text: String, from sender: WebSocket) {
    for (other, queue) in queues.withLock({ $0 }) where other != sender {
      queue.yield("Said: \(text)")
    }
  }
}

let room = Room()
let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/clients") { _ in
  .json(["connected": room.count])
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

func forward(_ messages: AsyncStream<String>, to socket: WebSocket) async throws {
  for await message in messages { try await socket.send(.text(message)) }
}

app.webSocket("/ws") { socket in
  let client = try socket.request.query("client") ?? ""
  let messages = room.enter(socket)
  let writer = Task { try await forward(messages, to: socket) }
  let ticks = Task { try await pushTicks(to: socket, client) }
  defer {
    ticks.cancel()
    room.leave(socket)
  }
  for try await message in socket.messages {
    guard let text = message.text else { continue }
    if text == "bye" { break }
    if text == "boom" { throw Boom() }
    try await socket.send(.text("Echo: \(text)"))
    room.tell(text, from: socket)
    await Task.yield()  // lets the others' queues empty, however fast this client talks
  }
  room.leave(socket)
  ticks.cancel()
  try await writer.value  // it may still have something to send
}

try await app.run()
