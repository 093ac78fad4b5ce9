import Base
import Demo
import Foundation
import LivePage
import MiniServer
import NIOPosix
import Report
import Synchronization
import TestSupport
import Tracks

/// A demo's page that is served to a test, with what its viewers asked for.
final class ServedPage: Sendable {
  let page: LivePage
  private let taken = Mutex<[LivePage.Command]>([])
  private let viewing = Mutex(0)

  private init(needsToken: Bool, mostViewers: Int) {
    let (commands, sink) = AsyncStream.makeStream(of: LivePage.Command.self)
    page = LivePage(
      folder: Products.project + "/Pages/demo", needsToken: needsToken, mostViewers: mostViewers,
      notes: { "say \($0.rawValue)" }, commands: { sink.yield($0) })
    Task { [weak self] in for await command in commands { self?.taken.withLock { $0.append(command) } } }
  }

  static func serving(
    needsToken: Bool = false, mostViewers: Int = 400, _ body: (ServedPage) async throws -> Void
  ) async throws {
    let served = ServedPage(needsToken: needsToken, mostViewers: mostViewers)
    try await served.page.start(host: "127.0.0.1", port: 0)
    do {
      try await body(served)
      await served.page.stop()
    } catch {
      await served.page.stop()
      throw error
    }
  }

  static func state(_ step: DemoState.Step = .code, message: String = "") -> DemoState {
    var state = DemoState(
      lesson: "01-sample", title: "t", track: TrackLayout.swift.track, names: ["broken", "fixed"], question: "q",
      choices: ["a", "b"], caption: "c", code: [])
    state.step = step
    state.message = message
    return state
  }

  /// Waits for as many commands.
  func commands(_ count: Int) async throws -> [LivePage.Command] {
    try await until("\(count) commands came") { taken.withLock { $0.count >= count } }
    return taken.withLock { $0 }
  }

  /// Waits until so many viewers have seen something.
  func waitForViewers(_ count: Int) async throws {
    try await until("there are \(count) viewers") { viewing.withLock { $0 >= count } }
  }

  func connect() async throws -> ClientConnection {
    try await ClientConnection.open(
      host: "127.0.0.1", port: page.port, on: MultiThreadedEventLoopGroup.singleton.next(), timeout: Patience.long)
  }

  func send(
    _ method: String, _ target: String, headers: Headers = [:], body: String = ""
  ) async throws -> ClientReply {
    let connection = try await connect()
    defer { connection.close() }
    return try await connection.send(
      method, target, headers: headers, body: Array(body.utf8), timeout: Patience.long)
  }

  func get(_ target: String) async throws -> ClientReply { try await send("GET", target) }

  func post(_ target: String, _ json: String, type: String = "application/json") async throws -> Int {
    try await send("POST", target, headers: ["Content-Type": type], body: json).status.code
  }

  /// Follows the events until one of them has `text`, and returns everything until then.
  func events(_ target: String = "/events", headers: Headers = [:], until text: String) async throws -> String {
    let connection = try await connect()
    defer { connection.close() }
    let stream = try await connection.stream("GET", target, headers: headers, timeout: Patience.long)
    var seen = ""
    for try await chunk in stream.chunks {
      if seen.isEmpty { viewing.withLock { $0 += 1 } }
      seen += String(decoding: chunk, as: UTF8.self)
      if seen.contains(text) { break }
    }
    return seen
  }
}
