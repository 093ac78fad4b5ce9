internal import Bench
internal import Lessons

/// A chat room that a module serves over WebSockets, as a manifest describes it: every text comes back and reaches all
/// other clients, and each client gets the numbers of a feed of its own.
struct Room: Sendable {
  let socket: PathTemplate
  /// The upstream's route that is asked for each client.
  let feed: PathTemplate
  let echo: TextTemplate
  let said: TextTemplate
  let tick: TextTemplate
  /// The text on which the server closes the connection.
  let bye: String
  /// The text on which the handler throws.
  let boom: String
  /// The route that says how many clients are connected, and the field of its response.
  let count: (path: String, field: String)

  init(_ fields: inout ManifestFields) throws {
    socket = try fields.path("socket")
    feed = try fields.path("feed")
    echo = try fields.message("echo")
    said = try fields.message("said")
    tick = try fields.message("tick")
    bye = try fields.text("bye")
    boom = try fields.text("boom")
    count = (try fields.text("count"), try fields.text("counted"))
  }

  func target(of client: String) -> String { socket.filled(with: [socket.placeholders[0]: client]) }

  /// The calls of the feed for one client.
  func calls(for client: String, in calls: [UpstreamCall]) -> [UpstreamCall] {
    calls.filter { $0.route == feed.description && $0.parameters[feed.placeholders[0]] == client }
  }

  /// The number that a call's reply had for its client.
  func number(in call: UpstreamCall) -> Double? {
    if case .number(let number)? = call.reply[tick.placeholder] { number } else { nil }
  }

  static let parameters = [
    Parameter("socket", "a path with one placeholder", "The WebSocket; the placeholder is the client's name."),
    Parameter(
      "feed", "a path with one placeholder",
      "The upstream's route that the module must call for each client, again and again while it is connected."),
    Parameter(
      "echo", "a text with one placeholder", "What a client gets that sent a text, such as `\"Echo: {text}\"`."),
    Parameter("said", "a text with one placeholder", "What all other clients get then."),
    Parameter(
      "tick", "a text with one placeholder",
      "What a client gets for each reply of the feed; the placeholder names the reply's field, a number."),
    Parameter("bye", "a text", "On this text, the module must close the connection with code 1000."),
    Parameter("boom", "a text", "On this text, the module's handler must throw."),
    Parameter("count", "a path", "The route that returns how many clients are connected."),
    Parameter("counted", "a field", "The field of that response with the number."),
  ]
}

extension ManifestFields {
  fileprivate mutating func path(_ key: String) throws -> PathTemplate {
    let node = try required(key)
    let path = PathTemplate(try node.text("'\(key)'"))
    guard path.placeholders.count == 1 else {
      throw ManifestError("'\(key)' must be a path with one placeholder, such as /ws?client={client}", at: node.place)
    }
    return path
  }

  fileprivate mutating func message(_ key: String) throws -> TextTemplate {
    let node = try required(key)
    guard let message = TextTemplate(try node.text("'\(key)'")) else {
      throw ManifestError("'\(key)' must be a text with one placeholder, such as \"Echo: {text}\"", at: node.place)
    }
    return message
  }
}
