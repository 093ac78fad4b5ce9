import Base
import Presentation
import Report
import TestSupport
import Testing

@Suite("Whole reports, as in Tests/Golden", .timeLimit(.minutes(10)))
struct GoldenReportTests {
  private let style = Style(hasColor: false, hasUnicode: true)
  private let view = ReportView(
    Style(hasColor: false, hasUnicode: true), verify: "pitfall verify 01-blocking", run: "pitfall run 01-blocking")

  private func report(_ checks: [CheckOutcome], started: Bool = true) -> Report {
    Report(
      lesson: "01-blocking", track: .swift, seed: 4711, duration: .milliseconds(1_634), preparation: .zero,
      started: started, checks: checks)
  }

  private func order(_ verdict: Verdict, slow: [Double], ping: Double) -> CheckOutcome {
    let bars =
      slow.enumerated().map { Bar("slow #\($0 + 1)", $1, unit: "ms") }
      + [Bar("/ping", ping, unit: "ms", isOpen: verdict == .fail)]
    return CheckOutcome(
      id: "order", title: "A quick request overtakes the slow ones", required: true, points: 3, verdict: verdict,
      cause: verdict == .fail ? "order.waited" : nil,
      expected: "/ping responds before the three /block requests, which take 400 ms each",
      measured: verdict == .fail
        ? "every /ping had to wait for the first /block to finish; the first took more than 823 ms"
        : "/ping responded in 1 ms; the three /block requests took 401 ms or longer",
      reproduce: verdict == .fail ? "for i in 1 2 3; do curl -sS \"${URL:?}/block\" & done" : "",
      next: verdict == .fail ? "Check how GET /block waits and what it holds up. It must still take 0.4 s." : "",
      exhibit: .bars(bars, caption: "A client requests /ping while slow requests are in progress"))
  }

  private func loop(_ verdict: Verdict) -> CheckOutcome {
    CheckOutcome(
      id: "loop", title: "Nothing blocks the event loop", required: true, points: 3, verdict: verdict,
      cause: verdict == .fail ? "loop.blocked" : nil,
      expected: "the event-loop thread never blocks for 15 ms or more, except while it waits for events",
      measured: verdict == .fail
        ? "it was blocked in clock_nanosleep for 399 ms and handled no requests during that time"
        : "203 samples of the event-loop thread; it was never blocked",
      evidence: verdict == .fail ? Evidence(.log, "INFO:     \"GET /block HTTP/1.1\" 200 OK") : nil,
      reproduce: verdict == .fail ? "strace -f -p \"${PID:?}\" -e trace=clock_nanosleep" : "",
      next: verdict == .fail ? "Find the call that blocks, and await it or move it to another thread." : "")
  }

  private var bonus: CheckOutcome {
    CheckOutcome(
      id: "cors", title: "Errors have CORS headers too", required: false, points: 1, verdict: .fail,
      cause: "cors.missing", expected: "every response to another origin has the header",
      measured: "the 500 of GET /boom has no Access-Control-Allow-Origin", next: "Look at what handles errors.")
  }

  private var failed: Report { report([order(.fail, slow: [412, 823, 1_235], ping: 823), loop(.fail), bonus]) }
  private var passed: Report { report([order(.pass, slow: [401, 401, 402], ping: 1), loop(.pass)]) }

  @Test("A pass")
  func pass() throws {
    try Golden.compare(view.text(passed), with: "report-pass")
  }

  @Test("A failure, with commands that need the variables of `run`, and some that do not")
  func failure() throws {
    try Golden.compare(view.text(failed), with: "report-fail")
  }

  @Test("A module that does not compile")
  func startFailure() throws {
    let check = CheckOutcome(
      id: Report.startCheck, title: "The module starts", required: true, points: 10, verdict: .fail,
      cause: "starts.compile", expected: "the module compiles, and responds to GET /ping within 15 seconds",
      measured: "the module does not compile",
      evidence: Evidence(
        .compiler,
        """
        main.swift:26:38: error: cannot find 'quote' in scope
        24 |   let reply = try await HTTPClient.get(url)
        25 |   let price = try reply.decode(Quote.self)
        26 |   return .json(["price": .number(quote.price)])
           |                                  `- error: cannot find 'quote' in scope
        """), next: "Fix the first error above: the later ones may come from it.")
    try Golden.compare(view.text(report([check], started: false)), with: "report-start-failure")
  }

  @Test("The damage that a lesson starts with")
  func damage() throws {
    try Golden.compare(DamageView(style).text(broken: failed), with: "damage")
  }

  @Test("Before and after, side by side")
  func beforeAfter() throws {
    try Golden.compare(BeforeAfterView(style).text(before: failed, now: passed), with: "before-after")
  }

  @Test("Before and after, for a screen reader")
  func beforeAfterPlain() throws {
    let spoken = Style(hasColor: false, hasUnicode: true, isPlain: true)
    try Golden.compare(BeforeAfterView(spoken).text(before: failed, now: passed), with: "before-after-plain")
  }
}
