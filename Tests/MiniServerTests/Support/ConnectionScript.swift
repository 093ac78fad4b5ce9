import MiniServer
import NIOCore
import NIOHTTP1

/// A connection's state, with a channel and a handler that do what a test says. Events go in; what comes out is text, so
/// that a test reads as a table.
struct ConnectionScript {
  enum Event {
    /// A whole request without a body.
    case get(String)
    case head(HTTPRequestHead)
    case body(Int)
    case end
    case broken
    case readEnded
    case read
    /// The handler returns a response of so many bytes, or its stream begins.
    case responds(Response, bytes: Int)
    case streamEnds(isWhole: Bool)
    case awaits(Bool)
    case writable(Bool)
    case tick(headHasBegun: Bool)
    case shutDown
    case abort
    case allSent
    case closed

    static let responds = responds(Response(), bytes: 100)
    static let tick = tick(headHasBegun: false)
  }

  var state: ConnectionState
  private var unsent = 0

  init(_ limits: Server.Configuration = Server.Configuration(), ticks: Int = 3) {
    let ticks = ConnectionTimer.Limits(request: ticks, restOfHead: ticks, restOfBody: ticks, peerClose: ticks)
    state = ConnectionState(limits: limits, timerLimits: ticks)
  }

  /// What the event demands, and everything that becomes possible.
  mutating func actions(_ event: Event) -> [String] {
    var texts: [String] = []
    for action in demands(event, &texts) { perform(action, &texts) }
    while let action = state.next() { perform(action, &texts) }
    return texts
  }

  private mutating func demands(_ event: Event, _ texts: inout [String]) -> [ConnectionState.Action] {
    switch event {
    case .get(let target): [state.receive(.head(.of(target))), state.receive(.end(nil))].compactMap(\.self)
    case .head(let head): [state.receive(.head(head))].compactMap(\.self)
    case .body(let count):
      [state.receive(.body(ByteBuffer(repeating: 0x61, count: count)))].compactMap(\.self)
    case .end: [state.receive(.end(nil))].compactMap(\.self)
    case .broken: [state.receive(Rejection(.badRequest, "broken"))].compactMap(\.self)
    case .read: [state.readRequested()].compactMap(\.self)
    case .responds(let response, let bytes): [respond(response, bytes, &texts)].compactMap(\.self)
    case .streamEnds(let isWhole): [state.responseEnded(isWhole: isWhole)].compactMap(\.self)
    case .writable(let isWritable): [state.writabilityChanged(isWritable)].compactMap(\.self)
    case .tick(let headHasBegun): [state.tick(headHasBegun: headHasBegun)].compactMap(\.self)
    case .abort: [state.abort()].compactMap(\.self)
    case .allSent: [state.allSent()].compactMap(\.self)
    case .closed: [state.closed()].compactMap(\.self)
    case .readEnded, .awaits, .shutDown: demands(silent: event)
    }
  }

  private mutating func demands(silent event: Event) -> [ConnectionState.Action] {
    switch event {
    case .readEnded: state.readEnded()
    case .awaits(let isAwaited): state.bodyIsAwaited(isAwaited)
    case .shutDown: state.shutDown()
    default: break
    }
    return []
  }

  private mutating func respond(
    _ response: Response, _ bytes: Int, _ texts: inout [String]
  ) -> ConnectionState.Action? {
    let answer = state.respond(response)
    texts.append(Self.text(answer))
    if answer != .nothing { write(bytes) }
    if case .response(let framing, _) = answer, framing.sendsBody, case .stream = response.body { return nil }
    return state.responseEnded()
  }

  private mutating func write(_ count: Int) {
    unsent += count
    state.wrote(unsent)
  }

  private mutating func perform(_ action: ConnectionState.Action, _ texts: inout [String]) {
    switch action {
    case .reject, .sendContinue: write(100)
    case .flush, .finish: unsent = 0
    default: break
    }
    texts.append(Self.text(action))
  }

  static func text(_ action: ConnectionState.Action) -> String {
    switch action {
    case .run(let head, let hasBody): "run \(head.uri)" + (hasBody ? " with body" : "")
    case .appendBody(let bytes): "body \(bytes.readableBytes)"
    case .failBody(let rejection): "fail body \(rejection.status.code)"
    case .reject(let rejection, let isHead): "reject \(rejection.status.code)" + (isHead ? " HEAD" : "")
    case .upgrade(let reads): reads ? "upgrade and read" : "upgrade"
    default: "\(action)"
    }
  }

  static func text(_ answer: ConnectionState.Answer) -> String {
    switch answer {
    case .nothing: "write nothing"
    case .response(let framing, _): framing.keepsAlive ? "respond" : "respond, close"
    case .rejection(let rejection, _): "respond \(rejection.status.code), close"
    case .upgrade: "accept"
    }
  }
}

extension HTTPRequestHead {
  static func of(
    _ target: String, _ method: HTTPMethod = .GET, version: HTTPVersion = .http1_1,
    fields: [(String, String)] = []
  ) -> HTTPRequestHead {
    HTTPRequestHead(version: version, method: method, uri: target, headers: HTTPHeaders([("Host", "a")] + fields))
  }

  /// With a body of so many bytes, or a chunked one.
  static func post(_ target: String, length: Int? = nil, _ fields: [(String, String)] = []) -> HTTPRequestHead {
    let framing = length.map { ("Content-Length", "\($0)") } ?? ("Transfer-Encoding", "chunked")
    return of(target, .POST, fields: [framing] + fields)
  }
}

extension Response {
  static let stream = Response(body: .stream { _ in })
  static let webSocket = Response(webSocket: { _ in })
}
