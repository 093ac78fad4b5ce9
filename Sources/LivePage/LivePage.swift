internal import Base
internal import Files
internal import Foundation
internal import MiniServer
package import Report

/// The page of a demo: serves it, sends the demo's state to every viewer, and takes votes and the speaker's steps.
package final class LivePage: Sendable {
  package enum Command: Sendable, Equatable {
    case next
    case back
    case again
    /// The choice, and the one that this viewer had chosen before.
    case vote(choice: Int, before: Int?)
  }

  private static let mostViewers = 400
  /// Between two states for one viewer; a race has more of them than anyone sees.
  private static let pause = Duration.milliseconds(90)
  /// A connection that says nothing for long is closed by what lies between a browser and the server.
  private static let heartbeat = Duration.seconds(10)
  private static let mostVoters = 2_000

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
  private let viewers = Locked(0)
  private let votes: Locked<[String: Int]> = Locked([:])
  private let isTaking = Locked(true)
  private let server: Locked<Server?> = Locked(nil)
  /// Whoever has it sees the demo; empty when everyone on this machine may.
  package let token: String
  /// Whoever has it goes through the demo, and sees the notes.
  package let key: String

  /// `folder` has the page's files. With a token, viewers need it.
  package init(
    folder: String, needsToken: Bool, notes: @escaping @Sendable (DemoState.Step) -> String?,
    commands: @escaping @Sendable (Command) -> Void
  ) {
    self.folder = folder
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
    configuration.maxConnections = 2 * Self.mostViewers
    configuration.maxBodyBytes = 4_096
    let server = Server(configuration: configuration) { [self] request in await answer(request) }
    do {
      try await server.start(host: host, port: port)
    } catch {
      await server.shutdown(deadline: .zero)
      throw LivePageError(host: host, port: port, reason: "\(error)")
    }
    self.server.withLock { $0 = server }
  }

  package var port: Int { server.withLock { $0?.port ?? 0 } }

  package func publish(_ state: DemoState) {
    if state.answer == nil, state.step == .code { votes.withLock { $0 = [:] } }
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
    await server?.shutdown(deadline: .milliseconds(500))
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

  private func isAllowed(token given: String, key: String) -> Bool {
    token.isEmpty || given == token || key == self.key
  }

  private func events(_ request: Request) -> Response {
    let query = Self.query(request.rawQuery)
    let hasKey = query["key"] == key
    guard isAllowed(token: query["token"] ?? "", key: query["key"] ?? "") else {
      return refusal(.forbidden, "This link lacks its token.")
    }
    guard query["probe"] == nil else { return refusal(.ok, "Welcome.") }
    let isFull = viewers.withLock { viewers in
      guard viewers < Self.mostViewers else { return true }
      viewers += 1
      return false
    }
    guard !isFull else { return refusal(.serviceUnavailable, "There are \(Self.mostViewers) viewers already.") }
    let last = request.headers["Last-Event-ID"].flatMap { Int($0) } ?? 0
    return Response(
      headers: ["Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"],
      body: .stream { [self] writer in
        defer { viewers.withLock { $0 -= 1 } }
        try await send(to: writer, after: last > (board.newest?.id ?? 0) ? 0 : last, hasKey: hasKey)
      })
  }

  private func send(to writer: BodyWriter, after last: Int, hasKey: Bool) async throws {
    try await writer.write("retry: 1000\n\n")
    var last = last
    while true {
      guard let notice = await board.next(after: last, patience: Self.heartbeat) else {
        try Task.checkCancellation()
        try await writer.write(": still here\n\n")
        continue
      }
      last = notice.id
      if notice.isEnd { return try await writer.write("id: \(last)\nevent: end\ndata: {}\n\n") }
      try await writer.write("id: \(last)\nevent: state\ndata: \(hasKey ? annotated(notice.state) : notice.state)\n\n")
      try await Task.sleep(for: Self.pause)
    }
  }

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
      let body = try? await request.body.collect(), let fields = JSONValue(bytes: body)
    else { return refusal(.badRequest, "Send a JSON object.") }
    let (token, key) = (fields["token"]?.plainText ?? "", fields["key"]?.plainText ?? "")
    guard request.path == "/vote" ? isAllowed(token: token, key: key) : key == self.key else {
      return refusal(.forbidden, "This link lacks its token.")
    }
    guard let command = request.path == "/vote" ? vote(fields) : control(fields) else {
      return refusal(.badRequest, "There is no such choice or step.")
    }
    commands(command)
    return refusal(.noContent, "")
  }

  private func control(_ fields: JSONValue) -> Command? {
    switch fields["action"]?.plainText {
    case "next": .next
    case "back": .back
    case "again": .again
    default: nil
    }
  }

  /// A viewer may change its mind.
  private func vote(_ fields: JSONValue) -> Command? {
    guard let amount = fields["choice"]?.amount, let choice = Int(exactly: amount), (0..<4).contains(choice),
      let viewer = fields["viewer"]?.plainText, (8...64).contains(viewer.utf8.count)
    else { return nil }
    return votes.withLock { votes in
      guard votes[viewer] != nil || votes.count < Self.mostVoters else { return nil }
      return .vote(choice: choice, before: votes.updateValue(choice, forKey: viewer))
    }
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

/// The page cannot be served there.
package struct LivePageError: Equatable, ToldError {
  package let host: String
  package let port: Int
  package let reason: String

  package var exitCode: Int32 { 69 }

  package var description: String {
    "The page cannot be served at \(host):\(port): \(reason). Choose another --port or --listen address."
  }
}
