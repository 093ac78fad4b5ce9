import Base
import Presentation
import Report
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct GoldenConnectionsTraceTests {
  typealias Connection = ConnectionsTrace.Connection
  typealias Life = ConnectionsTrace.Life

  private static let created = CodePlace(
    file: "main.py", line: 53, function: "chat", text: "asyncio.create_task(push_ticks(websocket, client))")
  private static let stands = CodePlace(
    file: "main.py", line: 46, function: "push_ticks", text: "await asyncio.sleep(0.05)  # the next one may come")

  private static func task(_ ended: Double? = nil) -> Life {
    Life(.task, "push_ticks", began: 20, ended: ended, created: created, stands: stands)
  }

  private static func handler(_ ended: Double?, _ raised: ConnectionsTrace.Raised? = nil) -> Life {
    Life(.handler, "chat", began: 15, ended: ended, stands: ended == nil ? stands : nil, raised: raised)
  }

  private static func trace(_ content: ConnectionsTrace) -> Trace {
    let lanes = content.connections.map { connection in
      let end = connection.ended ?? 1_900
      return TraceLane(
        connection.way.words,
        spans: [TraceSpan(.open, from: connection.opened, to: end)]
          + (connection.outlivedUntil.map { [TraceSpan(.outlives, from: end, to: $0)] } ?? []))
    }
    return Trace(
      lesson: "04-websockets", track: Track("fastapi"), module: "/home/ada/main.py", requests: [], lanes: lanes,
      content: .connections(content), notes: content.seesTasks ? [] : [TraceNote("No tasks.", next: "Look for `Task`.")]
    )
  }

  private static let leak = ConnectionsTrace(
    connections: [
      Connection(
        .stays, path: "/ws?client=stays", opened: 10, left: nil, ended: 1_700, code: 1011, isEndedByServer: true,
        received: 36, sent: 2, handler: handler(1_700, .init("Gone", "cannot send", at: stands))),
      Connection(
        .closeFrame, path: "/ws?client=closes", opened: 60, left: 170, ended: 171, code: 1000, isEndedByServer: false,
        received: 7, sent: 1, handler: handler(172, .init("WebSocketDisconnect", "(1000, '')", at: stands)),
        outlivedBy: [task()], lateCalls: 38, lastCall: 1_890, outlivedUntil: 1_900),
      Connection(
        .vanishes, path: "/ws?client=vanishes", opened: 80, left: 420, ended: 420, code: 1006, isEndedByServer: false,
        received: 12, sent: 1, handler: handler(nil), outlivedBy: [task()], keepsSocket: true, outlivedUntil: 1_900),
      Connection(
        .says("bye"), path: "/ws?client=bye", opened: 100, left: 680, ended: nil, code: nil, isEndedByServer: true,
        received: 16, sent: 2, handler: handler(nil)),
      Connection(
        .says("boom"), path: "/ws?client=boom", opened: 120, left: 930, ended: 931, code: 1006, isEndedByServer: true,
        received: 21, sent: 2, handler: handler(1_400, .init("RuntimeError", "boom", at: stands)),
        outlivedBy: [task(1_500)], outlivedUntil: 1_500),
      Connection(
        .comesLater, path: "/ws?client=later", opened: 1_800, left: nil, ended: nil, code: nil, isEndedByServer: true,
        received: 1, sent: 0, handler: handler(nil)),
    ],
    counts: [.init("when all had come", said: 5, connected: 5), .init("after the close frame", said: 5, connected: 4)],
    descriptors: .init(socketsBefore: 5, sockets: 8, upstreamSockets: 3, filesBefore: 12, files: 12),
    stop: .init(
      sent: 1_900, ended: nil, watchedUntil: 4_900,
      holders: [
        handler(nil), Life(.lifespan, "main", began: 0, ended: nil, waitsFor: ["sweep (created at main.py:33)"]),
        Life(.task, "push_ticks", began: 20, ended: nil, created: created, stands: stands, isCancelled: true),
      ], hasBegun: true), unretrieved: ["task push_ticks: KeyError: 'tick', at main.py:44"], seesTasks: true,
    logging: ["logging.info(\"a client has come\")", "logging.info(\"its handler has ended\")"])

  private static let fix = ConnectionsTrace(
    connections: [
      Connection(
        .stays, path: "/ws", opened: 10, left: nil, ended: nil, code: nil, isEndedByServer: true, received: 36, sent: 2,
        handler: handler(nil)),
      Connection(
        .closeFrame, path: "/ws", opened: 60, left: 170, ended: 171, code: 1000, isEndedByServer: false, received: 7,
        sent: 1, handler: handler(172)),
    ], counts: [.init("after the close frame", said: 1, connected: 1)],
    descriptors: .init(socketsBefore: 2, sockets: 2, upstreamSockets: 0, filesBefore: 12, files: 12),
    stop: .init(sent: 1_900, ended: 1_950, watchedUntil: 1_950), seesTasks: false,
    logging: ["Log.info(\"a client has come\")"])

  @Test(
    "Connections as text",
    arguments: [
      ("connections-trace", Style(hasColor: false, hasUnicode: true)),
      ("connections-trace-ascii", Style(hasColor: false, hasUnicode: false)),
      ("connections-trace-plain", Style(hasColor: false, hasUnicode: true, isPlain: true)),
    ])
  func isGolden(name: String, style: Style) throws {
    let texts = [Self.leak, Self.fix].map { TraceView(style).text(Self.trace($0)) }
    let text = texts.joined(separator: "\n\n\n")
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    if name.hasSuffix("ascii") { #expect(text.allSatisfy { $0.isASCII }) }
    try Golden.compare(text, with: name)
  }
}
