internal import Base
internal import Files
internal import Foundation
internal import MiniServer
internal import NIOCore
package import Report

/// The page of a demo: serves it, sends the demo's state to every viewer, and takes votes and the speaker's steps.
package final class LivePage: Sendable {
  package enum Command: Sendable, Equatable {
    case next
    case back
    case again
    /// `viewer` is the same for all votes of one viewer.
    case vote(choice: Int, viewer: String)
  }

  /// Of what is shown now.
  private struct Shown: Sendable {
    var state: DemoState?
    var ballots: [String: Int] = [:]
  }

  /// A connection that says nothing for long is closed by what lies between a browser and the server.
  private static let heartbeat = Duration.seconds(10)
  private static let mostVoters = 2_000
  /// How long a viewer that does not read can hold the end of the program, together with the server's own patience.
  private static let farewell = Duration.milliseconds(700)

  private static let files = [
    "/": ("index.html", "text/html; charset=utf-8"),
    "/demo.css": ("demo.css", "text/css; charset=utf-8"),
    "/demo.js": ("demo.js", "text/javascript; charset=utf-8"),
    "/pictures.js": ("pictures.js", "text/javascript; charset=utf-8"),
  ]

  private let folder: String
  private let board = LiveBoard()
  private let commands: @Sendable (Command) -> Void
  private let notes: @Sendable (DemoState.Step) -> String?
  private let mostViewers: Int
  private let viewers = Locked(0)
  private let shown = Locked(Shown())
  private let server: Locked<Server?> = Locked(nil)
  /// Whoever has it sees the demo; empty when everyone on this machine may.
  package let token: String
  /// Whoever has it goes through the demo, and sees the notes.
  package let key: String

  /// `folder` has the page's files. With a token, viewers need it.
  package init(
    folder: String, needsToken: Bool, mostViewers: Int = 400,
    notes: @escaping @Sendable (DemoState.Step) -> String?, commands: @escaping @Sendable (Command) -> Void
  ) {
    self.folder = folder
    self.mostViewers = mostViewers
    self.notes = notes
    self.commands = commands
    token = needsToken ? Self.secret() : ""
    key = Self.secret()
  }

  private static func secret() -> String {
    var generator = SystemRandomNumberGenerator()
    let letters = Array("abcdefghijkmnpqrstuvwxyz23456789")
    return String((0..<12).map { _ in letters.randomElement(using: &generator) ?? "a" })
  }

  /// Throws `LivePageError` when the port or the address cannot be used.
  package func start(host: String, port: Int) async throws {
    var configuration = Server.Configuration()
    configuration.maxConnections = 2 * mostViewers
    configuration.maxBodyBytes = 4_096
    let server = Server(configuration: configuration) { [self] request in await answer(request) }
    do {
      try await server.start(host: host, port: port)
    } catch {
      await server.shutdown(deadline: .zero)
      throw LivePageError(host: host, port: port, error)
    }
    self.server.withLock { $0 = server }
  }

  package var port: Int { server.withLock { $0?.port ?? 0 } }

  /// `ballots` has each viewer's choice, so that a viewer who comes again is told its own.
  package func publish(_ state: DemoState, ballots: [String: Int] = [:]) {
    shown.withLock { $0 = Shown(state: state, ballots: ballots) }
    guard let text = try? Self.text(state) else { return }
    board.publish(text)
  }

  /// Tells every viewer that the demo is over, and ends.
  package func stop() async {
    board.publish(board.newest?.state ?? "{}", isEnd: true)
    let server = server.withLock { server in
      defer { server = nil }
      return server
    }
    await server?.shutdown(deadline: Self.farewell)
  }

  private static func text(_ state: DemoState) throws -> String {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting = [.withoutEscapingSlashes]
    return String(decoding: try encoder.encode(state), as: UTF8.self)
  }

  private func answer(_ request: Request) async -> Response {
    switch (request.method, String(request.path)) {
    case ("GET", "/events"): return events(request)
    case ("POST", "/vote"), ("POST", "/control"): return await take(request)
    case (let method, let path):
      let named = Self.files[path]
      if method == "GET", let (name, type) = named { return file(name, type) }
      guard named != nil || ["/events", "/vote", "/control"].contains(path) else {
        return refusal(.notFound, "There is nothing here.")
      }
      return refusal(.methodNotAllowed, "This address does not take \(method).")
    }
  }

  private func file(_ name: String, _ type: String) -> Response {
    guard let bytes = try? RegularFile.read(folder + "/" + name) else {
      return refusal(.internalServerError, "The page's file \(name) cannot be read.")
    }
    var headers: Headers = ["Content-Type": type, "Cache-Control": "no-cache"]
    headers["Content-Security-Policy"] =
      "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; img-src data:"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    return Response(headers: headers, body: .bytes(Array(bytes)))
  }

  private func refusal(_ status: Status, _ sentence: String) -> Response {
    Response(
      status, headers: ["Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"],
      body: .bytes(Array((sentence + "\n").utf8)))
  }

  /// A wrong key is that of another demo, about which whoever has it wants to know.
  private func isAllowed(token given: String, key: String) -> Bool {
    key.isEmpty ? token.isEmpty || given == token : key == self.key
  }

  private func events(_ request: Request) -> Response {
    let query = Self.query(request.rawQuery)
    guard isAllowed(token: query["token"] ?? "", key: query["key"] ?? "") else { return wrongLink }
    guard viewers.withLock({ $0 < mostViewers }) else {
      return refusal(.serviceUnavailable, "There are \(mostViewers) viewers already.")
    }
    guard query["probe"] == nil else { return refusal(.ok, "Welcome.") }
    let last = board.number(ofID: request.headers["Last-Event-ID"])
    return Response(
      headers: ["Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"],
      body: .stream { [self] writer in
        viewers.withLock { $0 += 1 }
        defer { viewers.withLock { $0 -= 1 } }
        let ballot = shown.withLock { $0.ballots[query["viewer"] ?? ""] }
        try await writer.write(
          "retry: 1000\n\nevent: ballot\ndata: {\"choice\":\(ballot.map(String.init) ?? "null")}\n\n")
        try await send(to: writer, after: last, hasKey: !(query["key"] ?? "").isEmpty)
      })
  }

  private var wrongLink: Response {
    refusal(.forbidden, "This link is not one of this demo: ask for the whole link.")
  }

  /// A viewer that is slow, or sleeps, misses states in between, and never more than one waits for it.
  private func send(to writer: BodyWriter, after last: Int, hasKey: Bool) async throws {
    var last = last
    while true {
      guard let notice = await board.next(after: last, patience: Self.heartbeat) else {
        try Task.checkCancellation()
        try await writer.write(": still here\n\n")
        continue
      }
      // The end comes with the state before it.
      if !notice.isEnd || last < notice.number - 1 {
        try await writer.write(
          hasKey ? board.event("state", annotated(notice.state), notice.number) : notice.event)
      }
      last = notice.number
      if notice.isEnd { return try await writer.write(board.event("end", "{}", last)) }
      try await Task.sleep(for: pause)
    }
  }

  /// Between two states for one viewer: a race has more of them than anyone sees, and many viewers must not slow it down.
  private var pause: Duration { .milliseconds(min(max(viewers.withLock { $0 }, 90), 250)) }

  /// With the speaker's notes.
  private func annotated(_ state: String) -> String {
    guard case .object(var fields)? = JSONValue(bytes: Array(state.utf8)),
      let step = fields["step"].flatMap({ DemoState.Step(rawValue: $0.plainText) }), let notes = notes(step)
    else { return state }
    fields["notes"] = .text(notes)
    return JSONValue.object(fields).description
  }

  private func take(_ request: Request) async -> Response {
    // A form of another site cannot send this type.
    guard request.headers["Content-Type"]?.hasPrefix("application/json") == true,
      let body = try? await request.body.collect(), case .object? = JSONValue(bytes: body),
      let fields = JSONValue(bytes: body)
    else { return refusal(.badRequest, "Send a JSON object.") }
    let (token, key) = (fields["token"]?.plainText ?? "", fields["key"]?.plainText ?? "")
    guard request.path == "/vote" ? isAllowed(token: token, key: key) : key == self.key else { return wrongLink }
    return request.path == "/vote" ? vote(fields) : control(fields)
  }

  private func control(_ fields: JSONValue) -> Response {
    switch fields["action"]?.plainText {
    case "next": commands(.next)
    case "back": commands(.back)
    case "again": commands(.again)
    default: return refusal(.badRequest, "There is no such step.")
    }
    return Response(.noContent)
  }

  private func vote(_ fields: JSONValue) -> Response {
    let shown = shown.withLock { $0 }
    guard let amount = fields["choice"]?.amount, let choice = Int(exactly: amount),
      shown.state?.choices.indices.contains(choice) == true
    else { return refusal(.badRequest, "There is no such choice.") }
    guard let viewer = fields["viewer"]?.plainText, (8...64).contains(viewer.utf8.count) else {
      return refusal(.badRequest, "A viewer's ID has 8 to 64 characters.")
    }
    guard shown.state?.answer == nil else { return refusal(.conflict, "The answer is known already.") }
    guard shown.ballots[viewer] != nil || shown.ballots.count < Self.mostVoters else {
      return refusal(.serviceUnavailable, "There are \(Self.mostVoters) votes already.")
    }
    commands(.vote(choice: choice, viewer: viewer))
    return Response(.noContent)
  }

  private static func query(_ text: Substring) -> [String: String] {
    Dictionary(
      text.split(separator: "&").map { pair in
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), parts.count > 1 ? String(parts[1]).removingPercentEncoding ?? "" : "")
      }
    ) { first, _ in first }
  }
}
