import LessonKit
import Synchronization

struct Tick: Codable, Sendable {
  let tick: Double
}

struct Boom: Error {}

// A chat room: every client hears the others, and gets ticks from a feed of its own.
final class Room: Sendable {
  private let clients = Mutex<Set<WebSocket>>([])

  var count: Int { clients.withLock { $0.count } }

  func enter(_ client: WebSocket) {
    clients.withLock { _ = $0.insert(client) }
  }

  func leave(_ client: WebSocket) {
    clients.withLock { _ = $0.remove(client) }
  }

  func tell(_ text: String, from sender: WebSocket) async {
    for other in clients.withLock({ $0 }) where other != sender {
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
  .json(["connected": room.count])
}

func pushTick(to socket: WebSocket, _ client: String) async throws {
  do {
    let reply = try await HTTPClient.get("\(Settings.upstreamURL)/feed?client=\(client.percentEncoded)")
    try await socket.send(.text("Tick: \(reply.decode(Tick.self).tick)"))
  } catch is HTTPClientError {
    Log.info("no tick for \(client)")  // the next one may come
  }
}

enum Event {
  case message(WebSocketMessage)
  case tickIsDue
}

app.webSocket("/ws") { socket in
  let client = try socket.request.query("client") ?? ""
  room.enter(socket)
  defer { room.leave(socket) }
  let (events, queue) = AsyncThrowingStream.makeStream(of: Event.self)
  let clock = Task {
    while true {
      try await Task.sleep(for: .milliseconds(50))
      queue.yield(.tickIsDue)
    }
  }
  let reader = Task {
    do {
      for try await message in socket.messages { queue.yield(.message(message)) }
      queue.finish()
    } catch {
      queue.finish(throwing: error)
    }
  }
  defer {
    clock.cancel()
    reader.cancel()
  }
  for try await event in events {
    switch event {
    case .tickIsDue:
      try await pushTick(to: socket, client)
    case .message(let message):
      guard let text = message.text else { continue }
      if text == "bye" { return }
      if text == "boom" { throw Boom() }
      try await socket.send(.text("Echo: \(text)"))
      await room.tell(text, from: socket)
    }
  }
}

try await app.run()
