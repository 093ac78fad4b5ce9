import Base
import Presentation
import Report
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct GoldenLoopTraceTests {
  private static let line = CodePlace(file: "main.py", line: 28, function: "quote", text: "response = httpx.get(url)")

  private static let trace = Trace(
    lesson: "01-blocking", track: Track("fastapi"), module: "/home/ada/main.py",
    requests: [
      TracedRequest("GET /block", sent: 10, answered: 412, status: 200),
      TracedRequest(
        "GET /quotes/acme", sent: 560, answered: nil, status: nil, problem: "got no response within 5.0 seconds"),
    ],
    lanes: [
      TraceLane(
        "event loop",
        spans: [
          TraceSpan(.waitsForEvents, from: 0, to: 560), TraceSpan(.runs, from: 560, to: 600),
          TraceSpan(.asleep, from: 600, to: 1_390, detail: "poll"),
          TraceSpan(.waitsForProcessor, from: 1_390, to: 1_450),
          TraceSpan(.waitsForEvents, from: 1_450, to: 1_600),
        ])
    ],
    content: .loop(
      LoopTrace(
        blocks: [
          LoopTrace.Block(
            request: "GET /quotes/acme", place: line,
            stack: [line, CodePlace(file: "httpx/_api.py", line: 195, function: "get")], isAsleep: true, call: "poll",
            milliseconds: 790, longest: 790, instead: "an httpx.AsyncClient, and await client.get(...)"),
          LoopTrace.Block(
            request: "GET /quotes/acme", place: line,
            stack: [line, CodePlace(file: "python3.11/ssl.py", line: 770, function: "create_default_context")],
            isAsleep: false, call: nil, milliseconds: 40, longest: 40),
        ],
        times: [
          LoopTrace.Time(.asleep, call: "poll", milliseconds: 790), LoopTrace.Time(.waitsForEvents, milliseconds: 710),
          LoopTrace.Time(.runs, milliseconds: 40), LoopTrace.Time(.waitsForProcessor, milliseconds: 60),
        ], slowestPing: 796, command: "py-spy dump --pid $PID",
        logging: [
          "logging.info(\"line 28 begins\")", "response = httpx.get(url)", "logging.info(\"line 28 has ended\")",
        ])),
    notes: [TraceNote("There is no py-spy.", next: "Install it.")])

  @Test(
    "A blocked event loop as text",
    arguments: [
      ("loop-trace", Style(hasColor: false, hasUnicode: true)),
      ("loop-trace-ascii", Style(hasColor: false, hasUnicode: false)),
      ("loop-trace-plain", Style(hasColor: false, hasUnicode: true, isPlain: true)),
    ])
  func isGolden(name: String, style: Style) throws {
    let text = TraceView(style).text(Self.trace)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    try Golden.compare(text, with: name)
  }
}
