import Bench
import Checks
import Lessons
import ModuleRuntime
import Report
import Testing

@Suite(.timeLimit(.minutes(10)))
struct OrderRuleTests {
  private func judge(
    answers: [OrderCheck.TimedAnswer] = [answer(402), answer(402, after: 20), answer(402, after: 40)],
    repeated: Duration? = nil, overtaken: Bool = true, used: Int = 4, awaited: Int = 0, active: Int = 20
  ) throws -> Finding {
    try OrderCheck(parameters: ManifestNode(yaml: "{get: /block}")).judge(
      OrderCheck.Measurement(
        target: "/block", wait: .milliseconds(400), answers: answers, repeatedElapsed: repeated,
        pingElapsed: .milliseconds(1), isOvertaken: overtaken,
        processorTime: ProcessorTime(used: .milliseconds(used), awaited: .milliseconds(awaited)),
        active: .milliseconds(active), idle: .milliseconds(420 - active), duration: .milliseconds(420)))
  }

  private static func answer(_ elapsed: Int, status: Int? = 200, after start: Int = 0) -> OrderCheck.TimedAnswer {
    .init(status: status, elapsed: .milliseconds(elapsed), completed: .milliseconds(start + elapsed))
  }

  @Test("A ping that overtakes slow requests passes")
  func passes() throws {
    #expect(try judge().verdict == .pass)
  }

  @Test("A timer may be early by its own resolution, and no more")
  func grantsResolution() throws {
    func at(_ milliseconds: Int) throws -> Verdict {
      try judge(answers: [Self.answer(milliseconds)]).verdict
    }
    #expect(try at(395) == .pass)
    #expect(try at(394) == .fail)
  }

  @Test(
    "A blocked event loop, an error response, no response, an early one, a cached one and a busy wait fail")
  func fails() throws {
    expectFailures([
      (try judge(overtaken: false), "order.not-overtaken", "every /ping had to wait for the first /block"),
      (
        try judge(answers: [Self.answer(400, status: 500)]), "order.server-error",
        "GET /block returned 500 instead of 200"
      ),
      (try judge(answers: [Self.answer(3_000, status: nil)]), "order.no-response", "got no response"),
      (
        try judge(answers: [Self.answer(394)]), "order.too-early",
        "/block was answered after 394 ms, before its 400 ms were over"
      ),
      (try judge(repeated: .milliseconds(7)), "order.kept", "requested again, was answered after 7 ms"),
      (try judge(used: 300), "order.busy-wait", "used 300 ms of CPU time"),
      (try judge(used: 100, awaited: 300, active: 400), "order.busy-wait", "was active for 95 % of it"),
      (
        try judge(answers: [Self.answer(400), Self.answer(780, after: 20), Self.answer(1_160, after: 40)]),
        "order.one-at-a-time", "their responses came 400 ms or more apart"
      ),
    ])
  }

  @Test("Requests that wait two at a time are not served one after another")
  func allowsPairs() throws {
    let pairs = [Self.answer(400), Self.answer(400, after: 20), Self.answer(780, after: 40)]
    #expect(try judge(answers: pairs).verdict == .pass)
  }

  @Test("A thread that is active all the time, but hardly got a processor, is not a busy wait for certain")
  func allowsWaiting() throws {
    let finding = try judge(used: 40, active: 400)
    #expect(finding.verdict == .inconclusive)
    #expect(finding.measured.contains("ready to run for 95 % of the wait, but got a processor for 40 ms only"))
    #expect(try judge(used: 43, active: 400).verdict == .fail)
    #expect(try judge(used: 40, active: 350).verdict == .pass)
  }

  @Test("A module that this machine kept from running is not judged, unless its own work did")
  func excusesStarvation() throws {
    #expect(try judge(overtaken: false, awaited: 130).verdict == .inconclusive)
    #expect(try judge(overtaken: false, awaited: 120).verdict == .fail)
    #expect(try judge(overtaken: false, used: 131, awaited: 130).verdict == .fail)
    let inTurn = [Self.answer(400), Self.answer(780, after: 20), Self.answer(1_160, after: 40)]
    #expect(try judge(answers: inTurn, awaited: 590).verdict == .fail)
    #expect(try judge(answers: inTurn, awaited: 610).verdict == .inconclusive)
    #expect(try judge(repeated: .milliseconds(7), awaited: 130).verdict == .fail)
  }
}
