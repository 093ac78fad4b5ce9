import Bench
import Checks
import Lessons
import ModuleRuntime
import Report
import Testing

@Suite(.timeLimit(.minutes(10)))
struct OrderRuleTests {
  private func judge(
    answers: [OrderCheck.TimedAnswer] = Array(repeating: .init(status: 200, elapsed: .milliseconds(402)), count: 3),
    repeated: Duration? = nil, overtaken: Bool = true, used: Int = 4, awaited: Int = 0, others: Int = 0
  ) throws -> Finding {
    try OrderCheck(parameters: ManifestNode(yaml: "{get: /block}")).judge(
      OrderCheck.Measurement(
        target: "/block", wait: .milliseconds(400), answers: answers, repeatedElapsed: repeated,
        pingElapsed: .milliseconds(1), isOvertaken: overtaken,
        processorTime: ProcessorTime(used: .milliseconds(used), awaited: .milliseconds(awaited)),
        processorTimeOfOthers: .milliseconds(others), duration: .milliseconds(420)))
  }

  @Test("A ping that overtakes slow requests passes")
  func passes() throws {
    #expect(try judge().verdict == .pass)
  }

  @Test("A timer may be early by its own resolution, and no more")
  func grantsResolution() throws {
    func at(_ milliseconds: Int) throws -> Verdict {
      try judge(answers: [.init(status: 200, elapsed: .milliseconds(milliseconds))]).verdict
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
        try judge(answers: [.init(status: 500, elapsed: .milliseconds(400))]), "order.server-error",
        "GET /block returned 500 instead of 200"
      ),
      (try judge(answers: [.init(status: nil, elapsed: .seconds(3))]), "order.no-response", "got no response"),
      (
        try judge(answers: [.init(status: 200, elapsed: .milliseconds(394))]), "order.too-early",
        "/block was answered after 394 ms, before its 400 ms were over"
      ),
      (try judge(repeated: .milliseconds(7)), "order.kept", "requested again, was answered after 7 ms"),
      (try judge(used: 300), "order.busy-wait", "used 300 ms of CPU time"),
      (try judge(used: 100, awaited: 300), "order.busy-wait", "slept for 20 ms"),
    ])
  }

  @Test("An event loop that this machine kept from running is not judged, unless the module's own threads did")
  func excusesStarvation() throws {
    #expect(try judge(overtaken: false, awaited: 130).verdict == .inconclusive)
    #expect(try judge(overtaken: false, awaited: 120).verdict == .fail)
    #expect(try judge(overtaken: false, awaited: 130, others: 70).verdict == .fail)
    #expect(try judge(repeated: .milliseconds(7), awaited: 130).verdict == .fail)
  }
}
