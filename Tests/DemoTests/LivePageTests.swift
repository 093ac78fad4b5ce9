import Base
import Demo
import Foundation
import LivePage
import MiniServer
import NIOPosix
import Report
import Synchronization
import TestSupport
import Testing
import Tracks

@Suite("A demo's page", .timeLimit(.minutes(10)))
struct LivePageTests {
  private static let folder = Products.project + "/Pages/demo"

  private final class Taken: Sendable {
    private let commands = Mutex<[LivePage.Command]>([])
    func add(_ command: LivePage.Command) { commands.withLock { $0.append(command) } }
    var all: [LivePage.Command] { commands.withLock { $0 } }
  }

  private static func state(_ step: DemoState.Step = .code, message: String = "") -> DemoState {
    var state = DemoState(
      lesson: "01-sample", title: "t", track: TrackLayout.swift.track, names: ["broken", "fixed"], question: "q",
      choices: ["a", "b"], caption: "c", code: [])
    state.step = step
    state.message = message
    return state
  }

  private func serving(
    needsToken: Bool = false, _ body: (LivePage, Taken) async throws -> Void
  ) async throws {
    let taken = Taken()
    let page = LivePage(folder: Self.folder, needsToken: needsToken, notes: { "say \($0.rawValue)" }) { taken.add($0) }
    try await page.start(host: "127.0.0.1", port: 0)
    do {
      try await body(page, taken)
      await page.stop()
    } catch {
      await page.stop()
      throw error
    }
  }

  private func connect(_ page: LivePage) async throws -> ClientConnection {
    try await ClientConnection.open(
      host: "127.0.0.1", port: page.port, on: MultiThreadedEventLoopGroup.singleton.next(), timeout: Patience.long)
  }

  private func get(_ page: LivePage, _ target: String) async throws -> ClientReply {
    let connection = try await connect(page)
    defer { connection.close() }
    return try await connection.send("GET", target, timeout: Patience.long)
  }

  private func post(_ page: LivePage, _ target: String, _ json: String) async throws -> Int {
    let connection = try await connect(page)
    defer { connection.close() }
    return try await connection.send(
      "POST", target, headers: ["Content-Type": "application/json"], body: Array(json.utf8), timeout: Patience.long
    ).status.code
  }

  /// Follows the events until one of them holds `text`, and returns everything until then.
  private func events(
    _ page: LivePage, _ target: String = "/events", headers: Headers = [:], until text: String
  ) async throws -> String {
    let connection = try await connect(page)
    defer { connection.close() }
    let stream = try await connection.stream("GET", target, headers: headers, timeout: Patience.long)
    var seen = ""
    for try await chunk in stream.chunks {
      seen += String(decoding: chunk, as: UTF8.self)
      if seen.contains(text) { break }
    }
    return seen
  }

  @Test("Its files are served, and may load nothing from elsewhere")
  func servesFiles() async throws {
    try await serving { (page: LivePage, _: Taken) async throws in
      for (target, type) in [("/", "text/html"), ("/demo.css", "text/css"), ("/demo.js", "text/javascript")] {
        let reply = try await get(page, target)
        #expect(reply.status.code == 200)
        #expect(reply.headers["Content-Type"]?.hasPrefix(type) == true)
        #expect(reply.headers["Content-Security-Policy"]?.hasPrefix("default-src 'none';") == true)
        #expect(!String(decoding: reply.content.bytes, as: UTF8.self).contains("https://"))
      }
      #expect(try await get(page, "/../Package.swift").status.code == 404)
      #expect(try await get(page, "/vote").status.code == 405)
    }
  }

  @Test("Every viewer gets the newest state, one who comes late or comes again too")
  func sendsStates() async throws {
    try await serving { (page: LivePage, _: Taken) async throws in
      page.publish(Self.state(message: "first"))
      page.publish(Self.state(message: "second"))
      #expect(try await events(page, until: "\n\nid: 2\n").contains("event: state\ndata: {") == true)
      async let follower = events(page, headers: ["Last-Event-ID": "2"], until: "third")
      async let second = events(page, until: "third")
      try await Task.sleep(for: .milliseconds(50))
      page.publish(Self.state(message: "third"))
      let (followed, late) = try await (follower, second)
      #expect(!followed.contains("second"))
      #expect(late.contains("third"))
      // An id of an earlier demo.
      #expect(try await events(page, headers: ["Last-Event-ID": "900"], until: "third").contains("third"))
    }
  }

  @Test("When the demo ends, every viewer is told")
  func ends() async throws {
    let page = LivePage(folder: Self.folder, needsToken: false, notes: { _ in nil }) { _ in }
    try await page.start(host: "127.0.0.1", port: 0)
    page.publish(Self.state())
    async let seen = events(page, until: "event: end")
    try await Task.sleep(for: .milliseconds(100))
    await page.stop()
    let all = try await seen
    #expect(all.contains("event: end"))
  }

  @Test("With a token, no one sees or votes without it")
  func needsToken() async throws {
    try await serving(needsToken: true) { (page: LivePage, taken: Taken) async throws in
      page.publish(Self.state())
      #expect(try await get(page, "/events").status.code == 403)
      #expect(try await get(page, "/events?token=wrong&probe").status.code == 403)
      #expect(try await get(page, "/events?token=\(page.token)&probe").status.code == 200)
      #expect(try await post(page, "/vote", #"{"choice": 1, "viewer": "viewer-one"}"#) == 403)
      #expect(
        try await post(page, "/vote", #"{"choice": 1, "viewer": "viewer-one", "token": "\#(page.token)"}"#) == 204)
      #expect(taken.all == [.vote(choice: 1, before: nil)])
    }
  }

  @Test("Only the speaker's key moves the demo, and shows the notes")
  func needsKey() async throws {
    try await serving { (page: LivePage, taken: Taken) async throws in
      page.publish(Self.state(.fix))
      #expect(try await post(page, "/control", #"{"action": "next"}"#) == 403)
      #expect(try await post(page, "/control", #"{"action": "leap", "key": "\#(page.key)"}"#) == 400)
      #expect(try await post(page, "/control", #"{"action": "next", "key": "\#(page.key)"}"#) == 204)
      #expect(taken.all == [.next])
      #expect(try await !events(page, until: "\n\nid: 1").contains("say fix"))
      #expect(try await events(page, "/events?key=\(page.key)", until: "say fix").contains("say fix"))
    }
  }

  @Test("A viewer has one vote, and may change it")
  func takesVotes() async throws {
    try await serving { (page: LivePage, taken: Taken) async throws in
      page.publish(Self.state(.question))
      for (viewer, choice) in [("viewer-one", 0), ("viewer-two", 1), ("viewer-one", 1)] {
        #expect(try await post(page, "/vote", #"{"choice": \#(choice), "viewer": "\#(viewer)"}"#) == 204)
      }
      #expect(
        taken.all == [
          .vote(choice: 0, before: nil), .vote(choice: 1, before: nil), .vote(choice: 1, before: 0),
        ])
      for wrong in [#"{"choice": 4, "viewer": "viewer-one"}"#, #"{"choice": 1}"#, "[]", "{"] {
        #expect(try await post(page, "/vote", wrong) == 400, "\(wrong)")
      }
    }
  }

  @Test("200 viewers all see the demo, and so does another while one of them never reads")
  func servesMany() async throws {
    try await serving { (page: LivePage, _: Taken) async throws in
      page.publish(Self.state())
      let idle = try await connect(page)
      defer { idle.close() }
      _ = try await idle.stream("GET", "/events", timeout: Patience.long)
      try await withThrowingTaskGroup { group in
        for _ in 0..<200 { group.addTask { try await events(page, until: "late word") } }
        for number in 0..<50 {
          page.publish(Self.state(message: "word \(number)" + String(repeating: "x", count: 20_000)))
        }
        page.publish(Self.state(message: "late word"))
        try await group.waitForAll()
      }
    }
  }

  @Test("A port in use is named")
  func namesUsedPorts() async throws {
    try await serving { (page: LivePage, _: Taken) async throws in
      let other = LivePage(folder: Self.folder, needsToken: false, notes: { _ in nil }) { _ in }
      let error = await #expect(throws: LivePageError.self) {
        try await other.start(host: "127.0.0.1", port: page.port)
      }
      #expect("\(error as Any)".contains("127.0.0.1:\(page.port)"))
    }
  }
}
