import MiniServer
import NIOHTTP1
import Testing

/// What a connection does when, without a channel, a handler, or a clock.
@Suite("The protocol of an HTTP connection", .timeLimit(.minutes(10)))
struct ConnectionStateTests {
  typealias Row = (event: ConnectionScript.Event, actions: [String])

  private static let expect = [("Expect", "100-continue")]

  private var small: Server.Configuration {
    var limits = Server.Configuration()
    limits.maxBodyBytes = 100
    limits.maxDrainedBytes = 10
    return limits
  }

  private func expect(
    _ rows: [Row], _ limits: Server.Configuration = Server.Configuration(),
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var script = ConnectionScript(limits)
    for (number, row) in rows.enumerated() {
      let actions = script.actions(row.event)
      #expect(actions == row.actions, "row \(number): \(row.event)", sourceLocation: sourceLocation)
    }
  }

  /// Ends the connection as it must end once everything is written.
  private static let lingers: [Row] = [
    (.body(50), []), (.end, []), (.get("/late"), []), (.broken, []), (.readEnded, []),
    (.allSent, ["closeOutput"]), (.get("/late"), []), (.broken, []), (.readEnded, []), (.read, ["read"]),
    (.shutDown, []), (.allSent, []), (.tick, []), (.tick, []), (.tick, []), (.tick, ["close"]), (.tick, []),
    (.closed, ["abandon", "remove"]), (.closed, []),
  ]

  @Test("The requests of one read are answered by one flush")
  func oneFlush() {
    expect([
      (.get("/1"), ["run /1"]), (.responds, ["respond"]), (.get("/2"), ["run /2"]), (.responds, ["respond"]),
      (.readEnded, ["flush"]), (.read, ["read"]), (.readEnded, []),
      (.get("/3"), ["run /3"]), (.readEnded, []), (.responds, ["respond", "flush"]),
    ])
  }

  @Test("A request waits for the one before it, and in the meantime nothing more is read")
  func pipelining() {
    expect([
      (.get("/1"), ["run /1"]), (.get("/2"), []), (.head(.post("/3", length: 4)), []), (.body(4), []), (.end, []),
      (.readEnded, []), (.read, []),
      (.responds, ["respond", "run /2", "flush"]),
      (.responds, ["respond", "run /3 with body", "body 4", "endBody", "flush", "read"]),
      (.read, ["read"]), (.responds, ["respond", "flush"]),
    ])
  }

  @Test("Within a read, a request that had to wait is begun at the end of the read")
  func waitsForReadEnd() {
    expect([
      (.get("/1"), ["run /1"]), (.get("/2"), []), (.responds, ["respond"]), (.get("/3"), []),
      (.readEnded, ["run /2", "flush"]), (.responds, ["respond", "run /3", "flush"]),
    ])
  }

  @Test("A client that does not read its responses must do so before its next request is begun")
  func backPressure() {
    let long = ConnectionScript.Event.responds(Response(), bytes: 70_000)
    expect([
      (.get("/1"), ["run /1"]), (long, ["respond"]), (.get("/2"), []), (.get("/3"), []),
      (.readEnded, ["flush", "run /2"]), (.writable(false), []), (long, ["respond", "flush"]), (.read, []),
      (.tick, []), (.writable(true), ["run /3", "read"]), (.writable(false), []), (.writable(true), ["resumeWriters"]),
      (.responds, ["respond", "flush"]), (.writable(true), []),
    ])
  }

  @Test("A client that never reads its responses is given up in the end, and gets no 408 for what waits")
  func neverReads() {
    expect([
      (.get("/1"), ["run /1"]), (.get("/2"), []), (.readEnded, []), (.writable(false), []),
      (.responds, ["respond", "flush"]), (.tick(headHasBegun: true), []), (.tick(headHasBegun: true), []),
      (.tick(headHasBegun: true), []), (.tick(headHasBegun: true), ["close"]), (.closed, ["abandon", "remove"]),
    ])
  }

  @Test("A body is read as its reader asks for it")
  func bodyOnDemand() {
    expect([
      (.head(.post("/", length: 20)), ["run / with body"]), (.readEnded, []), (.read, []),
      (.awaits(true), ["read"]), (.body(10), ["body 10"]), (.readEnded, []), (.read, []),
      // A reader that was cancelled waits no more.
      (.awaits(true), ["read"]), (.awaits(false), []), (.read, []), (.awaits(true), ["read"]), (.read, ["read"]),
      (.body(10), ["body 10"]), (.end, ["endBody"]), (.readEnded, []), (.awaits(true), []), (.read, ["read"]),
      (.responds, ["respond", "flush"]),
    ])
  }

  @Test("100 Continue is sent when the body is awaited, once, and not if the body came by itself")
  func expectContinue() {
    let head = HTTPRequestHead.post("/", length: 20, Self.expect)
    expect([
      (.head(head), ["run / with body"]), (.readEnded, []), (.awaits(true), ["sendContinue", "flush"]),
      (.awaits(false), []), (.awaits(true), []), (.body(20), ["body 20"]), (.end, ["endBody"]), (.readEnded, []),
      (.responds, ["respond", "flush"]),
    ])
    // Awaited within the read: only its end shows whether the body came along.
    expect([
      (.head(head), ["run / with body"]), (.awaits(true), []), (.readEnded, ["sendContinue", "flush"]),
    ])
    expect([
      (.head(head), ["run / with body"]), (.awaits(true), []), (.body(20), ["body 20"]), (.awaits(true), []),
      (.readEnded, []), (.end, ["endBody"]), (.responds, ["respond"]), (.readEnded, ["flush"]),
    ])
    // HTTP/1.0 has no such thing, and neither has a request without a body.
    expect([
      (.head(.of("/", .POST, version: .http1_0, fields: [("Content-Length", "2")] + Self.expect)), ["run / with body"]),
      (.readEnded, []), (.awaits(true), []),
    ])
    expect([(.head(.of("/", fields: Self.expect)), ["run /"]), (.readEnded, []), (.awaits(true), [])])
  }

  @Test("100 Continue is not sent within a response that has started")
  func lateContinue() {
    expect([
      (.head(.post("/", length: 20, Self.expect)), ["run / with body"]), (.readEnded, []), (.read, []),
      (.responds(.stream, bytes: 10), ["respond, close", "flush"]), (.awaits(true), ["read"]),
      (.body(20), ["body 20"]), (.end, ["endBody"]), (.readEnded, []), (.streamEnds(isWhole: true), ["finish"]),
    ])
  }

  @Test("A response without 100 Continue ends the connection, because the client may or may not send the body")
  func noContinue() {
    expect(
      [
        (.head(.post("/", length: 2, Self.expect)), ["run / with body"]), (.readEnded, []),
        (.responds, ["respond, close", "dropBody", "finish"]),
      ] + Self.lingers)
  }

  @Test("An early response ends the request once its body has arrived, unless that is too long to discard")
  func earlyResponse() {
    let early: [Row] = [
      (.head(.post("/1")), ["run /1 with body"]), (.body(9), ["body 9"]), (.readEnded, []), (.read, []),
      (.responds, ["respond", "dropBody", "flush", "read"]),
    ]
    expect(
      early + [
        (.body(9), []), (.body(1), []), (.awaits(true), []), (.end, []), (.get("/2"), ["run /2"]),
        (.responds, ["respond"]), (.readEnded, ["flush"]),
      ], small)
    expect(early + [(.body(9), []), (.body(2), []), (.readEnded, ["finish"])] + Self.lingers, small)
    expect(early + [(.broken, ["finish"])] + Self.lingers, small)
    // A length says in advance what is too long.
    expect(
      [
        (.head(.post("/1", length: 11)), ["run /1 with body"]), (.responds, ["respond, close", "dropBody"]),
        (.readEnded, ["finish"]),
      ] + Self.lingers, small)
    expect(
      [
        (.head(.post("/1", length: 11)), ["run /1 with body"]), (.body(1), ["body 1"]),
        (.responds, ["respond", "dropBody"]), (.body(10), []), (.end, []), (.readEnded, ["flush"]),
      ], small)
  }

  @Test("Undecodable bytes are rejected after the requests before them were answered")
  func rejection() {
    expect([(.broken, ["reject 400", "finish"])] + Self.lingers)
    expect(
      [
        (.get("/1"), ["run /1"]), (.get("/2"), []), (.broken, []), (.broken, []), (.readEnded, []), (.read, []),
        (.responds, ["respond", "run /2", "flush"]), (.read, []),
        (.responds, ["respond", "reject 400", "finish", "read"]),
      ] + Self.lingers)
    expect(
      [
        (.get("/1"), ["run /1"]), (.responds, ["respond"]), (.broken, []), (.readEnded, ["reject 400", "finish"]),
      ] + Self.lingers)
    // The response has said that it is the last one.
    expect([
      (.head(.of("/1", fields: [("Connection", "close")])), ["run /1"]), (.end, []), (.broken, []), (.readEnded, []),
      (.responds, ["respond, close", "finish"]), (.allSent, ["close"]),
    ])
  }

  @Test("A head that is not allowed is rejected in its turn")
  func badHeads() {
    let bad = HTTPRequestHead(version: .http1_1, method: .HEAD, uri: "/bad")
    expect([(.head(bad), ["reject 400 HEAD"]), (.end, []), (.readEnded, ["finish"])] + Self.lingers)
    expect(
      [
        (.get("/1"), ["run /1"]), (.head(bad), []), (.end, []), (.get("/2"), []), (.readEnded, []),
        (.responds, ["respond", "reject 400 HEAD", "finish"]),
      ] + Self.lingers)
  }

  @Test("A body that cannot be read further turns the response into the rejection, if that has not started")
  func badBodies() {
    let start: [Row] = [(.head(.post("/")), ["run / with body"]), (.body(60), ["body 60"])]
    expect(
      start + [
        (.body(60), ["fail body 413"]), (.body(60), []), (.broken, []), (.readEnded, []), (.awaits(false), []),
        (.read, []), (.responds, ["respond 413, close", "dropBody", "finish", "read"]),
      ] + Self.lingers, small)
    expect(
      start + [
        (.broken, ["fail body 400"]), (.readEnded, []), (.responds, ["respond 400, close", "dropBody", "finish"]),
      ]
        + Self.lingers, small)
    expect(
      start + [
        (.readEnded, []), (.responds(.stream, bytes: 10), ["respond", "flush"]), (.broken, ["fail body 400"]),
        (.streamEnds(isWhole: true), ["dropBody", "finish"]),
      ] + Self.lingers, small)
  }

  @Test("A connection ends after a response that says so")
  func closing() {
    let rows: [Row] = [
      (.end, []), (.readEnded, []), (.responds, ["respond, close", "finish"]), (.read, ["read"]),
      (.get("/late"), []), (.readEnded, []), (.allSent, ["close"]), (.read, []), (.get("/late"), []), (.abort, []),
      (.closed, ["abandon", "remove"]),
    ]
    expect([(.head(.of("/", version: .http1_0)), ["run /"])] + rows)
    expect([(.head(.of("/", fields: [("Connection", "close")])), ["run /"])] + rows)
    expect([(.head(.of("/", fields: [("Upgrade", "h2c")])), ["run /"])] + rows)
    expect([
      (.head(.of("/1", version: .http1_0, fields: [("Connection", "keep-alive")])), ["run /1"]),
      (.responds, ["respond"]),
      (.get("/2"), ["run /2"]), (.responds(Response(headers: ["Connection": "close"]), bytes: 1), ["respond, close"]),
      (.readEnded, ["finish"]),
    ])
    // What waits is not answered any more. Because it waits unread, the connection lingers.
    expect(
      [
        (.head(.of("/1", version: .http1_0)), ["run /1"]), (.end, []), (.get("/2"), []), (.readEnded, []),
        (.responds, ["respond, close", "finish"]),
      ] + Self.lingers)
  }

  @Test("Each wait of a client has its limit, in ticks; a handler has none")
  func timeouts() {
    let three = [Row](repeating: (.tick, []), count: 3)
    let head = [Row](repeating: (.tick(headHasBegun: true), []), count: 3)
    expect(three + [(.tick, ["close"]), (.closed, ["abandon", "remove"])])
    expect(three + head + [(.tick(headHasBegun: true), ["reject 408", "finish"])] + Self.lingers)
    let post: [Row] = [(.head(.post("/")), ["run / with body"]), (.readEnded, [])]
    expect(post + three + three)
    expect(
      post + [(.awaits(true), [])] + three + [
        (.body(1), ["body 1"]), (.readEnded, []), (.tick, []), (.awaits(true), []),
      ] + three + [(.tick, ["fail body 408"])] + three + [(.responds, ["respond 408, close", "dropBody", "finish"])]
        + Self.lingers)
    // A reader that has given up waits for no one.
    expect(post + [(.awaits(true), []), (.tick, []), (.awaits(false), [])] + three + three)
    expect(post + [(.responds, ["respond", "dropBody", "flush"])] + three + [(.tick, ["finish"])] + Self.lingers)
    // So long a client may take to read its last response.
    expect(
      [
        (.head(.of("/", version: .http1_0)), ["run /"]), (.readEnded, []), (.responds, ["respond, close", "finish"]),
      ] + three + [(.tick, ["close"]), (.allSent, [])])
  }

  @Test("When the server shuts down, what is in progress is answered, and nothing else")
  func shutdown() {
    expect([(.shutDown, ["finish"]), (.get("/late"), []), (.readEnded, []), (.allSent, ["close"])])
    expect([(.shutDown, ["finish"]), (.abort, ["close"]), (.allSent, []), (.closed, ["abandon", "remove"])])
    expect([
      (.get("/1"), ["run /1"]), (.readEnded, []), (.shutDown, []), (.responds, ["respond, close", "finish"]),
      (.allSent, ["close"]),
    ])
    // A response whose head is sent cannot say that it is the last one.
    expect([
      (.get("/1"), ["run /1"]), (.readEnded, []), (.responds(.stream, bytes: 10), ["respond", "flush"]),
      (.shutDown, []),
      (.streamEnds(isWhole: true), ["finish"]), (.allSent, ["close"]),
    ])
    expect([
      (.head(.post("/")), ["run / with body"]), (.readEnded, []), (.responds, ["respond", "dropBody", "flush"]),
      (.shutDown, []), (.body(5), []), (.end, []), (.get("/late"), []), (.readEnded, ["finish"]),
    ])
    expect(
      [
        (.get("/1"), ["run /1"]), (.get("/2"), []), (.readEnded, []), (.shutDown, []),
        (.responds, ["respond, close", "finish"]),
      ] + Self.lingers)
  }

  @Test("A stream that ends too early ends the connection, so that the client notices")
  func truncated() {
    let ends = ConnectionScript.Event.streamEnds(isWhole: false)
    let begins = ConnectionScript.Event.responds(.stream, bytes: 10)
    expect([
      (.get("/1"), ["run /1"]), (.get("/2"), []), (begins, ["respond"]), (ends, []), (.get("/3"), []),
      (.readEnded, ["finish"]), (.allSent, ["closeOutput"]),
    ])
    expect([
      (.get("/1"), ["run /1"]), (.readEnded, []), (begins, ["respond", "flush"]), (ends, ["finish"]),
      (.allSent, ["close"]),
    ])
    expect([
      (.head(.post("/1")), ["run /1 with body"]), (.readEnded, []), (begins, ["respond", "flush"]),
      (ends, ["dropBody", "finish"]), (.allSent, ["closeOutput"]),
    ])
  }

  @Test("A stream's head is flushed immediately, unless a read is in progress")
  func headFirst() {
    var script = ConnectionScript()
    _ = script.actions(.get("/1"))
    var flushes: [Bool] = []
    for event in [ConnectionScript.Event.readEnded, .closed] {
      if case .response(_, let flushesHead) = script.state.respond(.stream) { flushes.append(flushesHead) }
      _ = script.actions(event)
    }
    #expect(flushes == [false, true])
  }

  @Test("An accepted handshake hands the connection over, after its head is sent and the read has ended")
  func upgrade() {
    let head = ConnectionScript.Event.head(.of("/ws", fields: [("Upgrade", "websocket")]))
    let accepts = ConnectionScript.Event.responds(.webSocket, bytes: 100)
    expect([
      (head, ["run /ws"]), (accepts, ["accept"]), (.end, []), (.readEnded, ["flush", "upgrade"]), (.body(5), []),
      (.broken, []), (.readEnded, []), (.read, []), (.shutDown, []), (.allSent, []),
    ])
    expect([
      (.get("/1"), ["run /1"]), (head, []), (.end, []), (.readEnded, []), (.read, []),
      (.responds, ["respond", "run /ws", "flush", "read"]), (.read, ["read"]),
      (accepts, ["accept", "flush", "upgrade"]),
    ])
    // If it cannot be handed over.
    expect([
      (head, ["run /ws"]), (.readEnded, []), (accepts, ["accept", "flush", "upgrade"]), (.abort, ["close"]),
      (.closed, ["abandon", "remove"]),
    ])
    // Another response to a handshake is one like any other.
    expect([(head, ["run /ws"]), (.readEnded, []), (.responds, ["respond, close", "finish"]), (.allSent, ["close"])])
    expect([
      (head, ["run /ws"]), (.readEnded, []), (.shutDown, []), (accepts, ["respond, close", "finish"]),
    ])
    expect([(head, ["run /ws"]), (.closed, ["abandon"]), (accepts, ["write nothing", "remove"])])
    expect([(head, ["run /ws"]), (accepts, ["accept"]), (.closed, ["abandon", "remove"]), (.readEnded, [])])
  }

  @Test("A read that waits goes to the protocol that takes over")
  func upgradeWithRead() {
    expect([
      (.get("/1"), ["run /1"]), (.head(.of("/ws")), []), (.end, []), (.readEnded, []), (.read, []),
      (.responds, ["respond", "run /ws", "flush", "read"]), (.get("/2"), []), (.readEnded, []), (.read, []),
      (.responds(.webSocket, bytes: 100), ["accept", "flush", "upgrade and read"]),
    ])
  }

  @Test("A connection that ends while its handler runs is forgotten when the handler has returned")
  func closedWhileServing() {
    let late = ConnectionScript.Event.responds(Response(), bytes: 100)
    expect([
      (.get("/1"), ["run /1"]), (.get("/2"), []), (.readEnded, []), (.closed, ["abandon"]), (.writable(false), []),
      (.tick, []), (.shutDown, []), (.abort, []), (.allSent, []), (.awaits(true), []), (.read, []),
      (late, ["write nothing", "remove"]), (.closed, []),
    ])
    expect([
      (.get("/1"), ["run /1"]), (.readEnded, []), (.abort, ["close"]), (.abort, []), (late, ["write nothing"]),
      (.closed, ["abandon", "remove"]),
    ])
    expect([
      (.get("/1"), ["run /1"]), (.responds(.stream, bytes: 10), ["respond"]), (.closed, ["abandon"]),
      (.streamEnds(isWhole: false), ["remove"]),
    ])
  }
}
