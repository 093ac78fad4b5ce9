import Base
import Foundation
import Lessons
import TestSupport
import Testing
import Tracks

/// Lesson 4's modules under `diagnose`.
@Suite("diagnose 04", .timeLimit(.minutes(30)))
struct DiagnoseConnectionsTests {
  struct Trace: Decodable {
    struct Connections: Decodable {
      let connections: [Connection]
      let counts: [Count]
      let stop: Stop?
    }

    struct Connection: Decodable {
      let way: String
      let code: Int?
      let handler: Life?
      let outlivedBy: [Life]
      let lateCalls: Int
      let keepsSocket: Bool
      let outlivedUntil: Double?
      let ended: Double?

      private enum CodingKeys: String, CodingKey {
        case way, code, handler
        case outlivedBy = "outlived_by"
        case lateCalls = "late_calls"
        case keepsSocket = "keeps_socket"
        case outlivedUntil = "outlived_until_ms"
        case ended = "ended_ms"
      }
    }

    struct Life: Decodable {
      struct Place: Decodable {
        let line: Int
        let text: String?
      }

      struct Raised: Decodable {
        let type: String
      }

      let kind: String
      let name: String
      let ended: Double?
      let created: Place?
      let stands: Place?
      let waitsFor: [String]
      let isCancelled: Bool
      let raised: Raised?

      private enum CodingKeys: String, CodingKey {
        case kind, name, created, stands, raised
        case ended = "ended_ms"
        case waitsFor = "waits_for"
        case isCancelled = "is_cancelled"
      }
    }

    struct Count: Decodable {
      let said: Int?
      let connected: Int
    }

    struct Stop: Decodable {
      let ended: Double?
      let holders: [Life]
      let replacedBy: Life.Place?

      private enum CodingKeys: String, CodingKey {
        case holders
        case ended = "ended_ms"
        case replacedBy = "replaced_by"
      }
    }

    struct Note: Decodable {
      let what: String
    }

    let connections: Connections
    let notes: [Note]

    func connection(_ way: String) throws -> Connection {
      try #require(connections.connections.first { $0.way == way })
    }
  }

  private static let leaving = ["close_frame", "vanishes", "says bye", "says boom"]
  private static let modules: [ShippedModule] = {
    let pack = Pack(directory: Products.project + "/Lessons", tracks: TrackRegistry.layouts)
    return (try? pack.lesson("04").modules) ?? []
  }()
  private static let broken = modules.filter { $0.kind == .broken }
  private static let fixes = modules.filter { $0.kind == .fix }

  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  private func trace(_ track: String, _ path: String, _ options: [String] = []) async throws -> Trace {
    let outcome = try await Pitfall(sandbox).run(
      ["diagnose", "04", "--json", "--track", track, "--module", path] + options)
    #expect(outcome.exit == 0, "\(outcome.errors)")
    try expectNothingLeft(sandbox)
    return try outcome.decode()
  }

  private func decoy(_ track: String, _ name: String) async throws -> Trace {
    let file = track == "swift" ? "main.swift" : "main.py"
    return try await trace(track, "\(Products.project)/Lessons/04-websockets/decoys/\(track)/\(name)/\(file)")
  }

  @Test("shows that everything outlives its client in the broken modules", arguments: broken)
  func leaks(module: ShippedModule) async throws {
    let trace = try await trace(module.track.rawValue, module.path)
    for way in Self.leaving {
      let connection = try trace.connection(way)
      #expect(connection.lateCalls > 4, "\(way)")
      #expect(connection.outlivedUntil != nil, "\(way)")
      #expect(connection.handler?.ended != nil, "\(way)")
      if module.track == .fastapi {
        #expect(connection.outlivedBy.map(\.name) == ["push_ticks"], "\(way)")
        #expect(connection.outlivedBy.first?.created?.text?.contains("create_task(push_ticks") == true)
        #expect(connection.outlivedBy.first?.stands?.text?.contains("await") == true)
      }
    }
    #expect(trace.connections.counts.contains { $0.said == 5 && $0.connected == 1 })
    let stayer = try trace.connection("stays")
    #expect(stayer.ended != nil)
    #expect(trace.notes.isEmpty == (module.track == .fastapi))
  }

  @Test("shows that nothing outlives its client in any fix", arguments: fixes)
  func sparesFixes(module: ShippedModule) async throws {
    let trace = try await trace(module.track.rawValue, module.path)
    for connection in trace.connections.connections {
      #expect(connection.outlivedUntil == nil, "\(module.path): \(connection)")
      #expect(connection.outlivedBy.isEmpty && connection.lateCalls == 0 && !connection.keepsSocket)
    }
    #expect(trace.connections.counts.allSatisfy { $0.said == $0.connected })
    #expect(trace.connections.stop?.ended != nil)
    let (bye, boom) = (try trace.connection("says bye"), try trace.connection("says boom"))
    #expect(bye.code == 1000 && boom.handler?.raised != nil)
  }

  @Test("names the handler that waits for a task that never ends")
  func namesStuckHandler() async throws {
    let trace = try await decoy("fastapi", "gather-of-both")
    let handler = try #require(try trace.connection("close_frame").handler)
    #expect(handler.ended == nil)
    #expect(handler.stands?.text?.contains("gather(") == true)
    #expect(handler.waitsFor.contains { $0.contains("push_ticks") })
    let stop = try #require(trace.connections.stop)
    #expect(stop.ended == nil)
    #expect(stop.holders.contains { $0.kind == "handler" && $0.stands?.text?.contains("gather(") == true })
  }

  @Test("tells a task that was cancelled and goes on")
  func namesSwallowedCancellation() async throws {
    let trace = try await decoy("fastapi", "cancellation-swallowed")
    let task = try #require(try trace.connection("vanishes").outlivedBy.first)
    #expect(task.name == "push_ticks" && task.isCancelled && task.ended == nil)
    #expect(trace.connections.stop?.ended == nil)
  }

  @Test("names the line that takes SIGTERM from the server, and the task that the lifespan waits for")
  func namesWhatHoldsTheServer() async throws {
    let handled = try await decoy("fastapi", "sigterm-handled")
    #expect(handled.connections.stop?.replacedBy?.text?.contains("signal.SIGTERM") == true)
    let awaited = try await decoy("fastapi", "sweeper-awaited")
    let lifespan = try #require(awaited.connections.stop?.holders.first { $0.kind == "lifespan" })
    #expect(lifespan.stands?.text == "await sweeper")
    #expect(lifespan.waitsFor.contains { $0.hasPrefix("sweep ") })
  }

  @Test("shows handlers that do not end and calls that go on in Swift")
  func namesSwiftDecoys() async throws {
    let stuck = try await decoy("swift", "both-awaited")
    let closed = try stuck.connection("close_frame")
    #expect(closed.handler != nil && closed.handler?.ended == nil)
    #expect(stuck.connections.stop?.holders.contains { $0.kind == "handler" } == true)
    let tasks = try await decoy("swift", "task-not-cancelled")
    for way in Self.leaving {
      let connection = try tasks.connection(way)
      #expect(connection.handler?.ended != nil && connection.lateCalls > 4, "\(way)")
    }
    let registry = try await decoy("swift", "registry-not-pruned")
    #expect(registry.connections.counts.contains { $0.said == 5 && $0.connected == 1 })
    #expect(registry.connections.connections.allSatisfy { $0.lateCalls == 0 })
  }

  @Test("looks at a WebSocket of the user's own, in any app")
  func takesRequest() async throws {
    let module = try sandbox.module(
      "fastapi",
      """
      import asyncio, threading, time
      from fastapi import FastAPI, WebSocket

      app = FastAPI()

      async def tick():
          while True:
              await asyncio.sleep(0.05)

      def spin():
          while True:
              time.sleep(0.05)

      @app.websocket("/own")
      async def own(websocket: WebSocket, client: str):
          await websocket.accept()
          asyncio.create_task(tick())
          threading.Thread(target=spin, daemon=True).start()
          await asyncio.to_thread(time.sleep, 0)
          async for text in websocket.iter_text():
              await websocket.send_text(websocket.headers["x-name"] + text)
      """)
    let trace = try await trace(
      "fastapi", module, ["--request", "GET /own?client=me", "--header", "X-Name: ada", "--body", "hello"])
    #expect(trace.connections.connections.map(\.way) == ["close_frame", "vanishes"])
    for connection in trace.connections.connections {
      #expect(connection.handler?.ended != nil)
      #expect(connection.outlivedBy.map { "\($0.kind) \($0.name)" } == ["task tick", "thread spin"])
      #expect(connection.outlivedBy.compactMap(\.created?.line) == [17, 18])
      #expect(connection.outlivedBy.compactMap(\.stands?.line) == [8, 12])
    }
    #expect(trace.connections.stop == nil)
  }

  @Test(
    "A module that ends, or has no such WebSocket, is told in one sentence",
    arguments: [
      ("    import os\n    await socket.receive_text()\n    os._exit(3)", "/ws", "it exited with code 3"),
      ("    await socket.close()", "/ws", "No WebSocket could be opened at /ws: "),
      ("    pass", "/missing", "No WebSocket could be opened at /missing: "),
    ])
  func isTold(handler: String, path: String, sentence: String) async throws {
    let module = try sandbox.module(
      "fastapi",
      "from fastapi import FastAPI, WebSocket\n\napp = FastAPI()\n\n@app.websocket('/ws')\n"
        + "async def ws(socket: WebSocket):\n" + (sentence.hasPrefix("it") ? "    await socket.accept()\n" : "")
        + handler)
    let outcome = try await Pitfall(sandbox).run(
      ["diagnose", "04", "--track", "fastapi", "--module", module, "--request", path, "--body", "hello"])
    #expect(outcome.exit == 1)
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
    try expectNothingLeft(sandbox)
  }
}
