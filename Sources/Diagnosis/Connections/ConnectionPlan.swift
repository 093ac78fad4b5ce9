internal import Base
internal import Bench
internal import Lessons
internal import Report

/// What clients do with a module's WebSocket.
struct ConnectionPlan: Sendable {
  typealias Way = ConnectionsTrace.Way

  /// Its placeholder is the client's name; without one, all clients use the same path.
  let socket: PathTemplate
  let headers: [ProbeRequest.Header]
  let says: String
  /// The texts on which the server ends a connection.
  let ends: [String]
  /// The upstream's route that is asked for each client; nil when any call may be for any client.
  let feed: PathTemplate?
  /// The route that says how many clients are connected, and the field of its response.
  let count: (path: String, field: String)?

  init(_ fields: inout ManifestFields) throws {
    socket = try fields.path("socket") ?? PathTemplate(try fields.text("socket"))
    says = try fields.text("say", default: "")
    ends = try fields.texts("ends")
    feed = try fields.path("feed")
    count = try fields.optional("count").map { (try $0.text("'count'"), try fields.text("counted")) }
    headers = []
  }

  private init(socket: PathTemplate, headers: [ProbeRequest.Header], says: String) {
    (self.socket, self.headers, self.says) = (socket, headers, says)
    (ends, feed, count) = ([], nil, nil)
  }

  /// The user's own WebSocket instead of the lesson's. Throws for a request that can open none.
  func replaced(by request: ProbeRequest) throws -> ConnectionPlan {
    guard request.method == "GET" else {
      throw ConnectionsError.noWebSocket(
        "\(request.method) \(request.target)", reason: "a WebSocket is opened with GET", log: "")
    }
    return ConnectionPlan(socket: PathTemplate(request.target), headers: request.headers, says: request.body)
  }

  var ways: [Way] { [.closeFrame, .vanishes] + ends.map(Way.says) }

  func target(of name: String) -> String {
    feed == nil && count == nil && ends.isEmpty
      ? socket.description : socket.filled(with: Dictionary(socket.placeholders.map { ($0, name) }) { $1 })
  }

  /// The calls of the upstream for one client.
  func calls(for name: String, in calls: [UpstreamCall]) -> [UpstreamCall] {
    guard let feed else { return calls }
    return calls.filter { call in
      call.route == feed.description && feed.placeholders.allSatisfy { call.parameters[$0] == name }
    }
  }
}

extension ManifestFields {
  /// Nil when there is no such key.
  fileprivate mutating func path(_ key: String) throws -> PathTemplate? {
    guard let node = optional(key) else { return nil }
    let path = PathTemplate(try node.text("'\(key)'"))
    guard path.placeholders.count == 1 else {
      throw ManifestError("'\(key)' must be a path with one placeholder, such as /ws?client={client}", at: node.place)
    }
    return path
  }
}

extension ConnectionsTrace.Way {
  /// What a client that leaves so is called, in the path that it connects to.
  var client: String {
    switch self {
    case .stays: "stays"
    case .comesLater: "later"
    case .closeFrame: "closes"
    case .vanishes: "vanishes"
    case .says(let text): text
    }
  }

  /// Follows "after".
  var occasion: String {
    switch self {
    case .stays, .comesLater: "one that stays"
    case .closeFrame: "the close frame"
    case .vanishes: "the reset"
    case .says(let text): "\"\(text)\""
    }
  }
}

enum ConnectionsError: Equatable, ToldError {
  case noWebSocket(String, reason: String, log: String)

  var exitCode: Int32 { 1 }

  var description: String {
    switch self {
    case .noWebSocket(let target, let reason, let log):
      "No WebSocket could be opened at \(target): \(reason).\n" + (log.isEmpty ? "" : log + "\n")
        + "Next: Compare the path with the module's WebSocket routes, and look for an exception in the log."
    }
  }
}
