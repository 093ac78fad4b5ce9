import Bench
import Checks
import Lessons
import ModuleRuntime
import Testing

@Suite(.timeLimit(.minutes(10)))
struct RendezvousRuleTests {
  private func judge(
    ending: RendezvousCheck.Ending = .met, mostInFlight: Int = 4, pingAnswered: Bool = true, isLoopFree: Bool = false,
    early: Int = 0,
    right: Int = 4, wrong: WrongAnswer? = nil, refusals: [Int] = [], calls: Int = 4, used: Int = 40
  ) throws -> Finding {
    try RendezvousCheck(parameters: ManifestNode(yaml: "{get: '/q/{s}', calls: '/q/{s}', body: {s: '{s}'}}"))
      .judge(
        RendezvousCheck.Measurement(
          target: PathTemplate("/q/{s}"), wanted: 4, ending: ending, mostInFlight: mostInFlight,
          pingAnswered: pingAnswered, isLoopFree: isLoopFree,
          early: (0..<early).map { .init(target: "/q/A\($0)", elapsed: .milliseconds(312 + $0)) },
          rightAnswers: right, wrongAnswer: wrong, refusals: refusals, upstreamCalls: calls, held: .milliseconds(12),
          processorTime: ProcessorTime(used: .milliseconds(used), awaited: .milliseconds(900))))
  }

  @Test("Four calls in flight, each with its own reply, pass")
  func passes() throws {
    let finding = try judge()
    #expect(finding.verdict == .pass)
    #expect(finding.measured == "4 calls in flight after 12 ms, and /ping responded while they waited")
  }

  @Test("Too few calls in flight fail, and the sentence says whether the event loop was free")
  func failsWithoutAMeeting() throws {
    let free = try judge(ending: .standstill, mostInFlight: 3)
    #expect(free.verdict == .fail)
    #expect(free.cause == "rendezvous.calls-queued")
    #expect(free.measured.contains("never more than 3 of 4 calls in flight"))
    #expect(free.measured.contains("the event loop is free"))
    let blocked = try judge(ending: .standstill, mostInFlight: 1, pingAnswered: false)
    #expect(blocked.verdict == .fail)
    #expect(blocked.cause == "rendezvous.loop-blocked")
    #expect(!blocked.measured.contains("the event loop is free"))
    let queued = try judge(ending: .standstill, mostInFlight: 3, pingAnswered: false, isLoopFree: true)
    #expect(queued.cause == "rendezvous.ping-queued")
    #expect(queued.measured.contains("/ping got no response, although the event loop is free"))
  }

  @Test("An event loop that is seen blocked fails with the name of the call")
  func failsStuck() throws {
    let receive = try #require((0..<500).map(SystemCall.init(number:)).first { $0.name == "recvfrom" })
    let finding = try judge(ending: .stuck(receive), mostInFlight: 1, pingAnswered: false)
    #expect(finding.verdict == .fail)
    #expect(finding.cause == "rendezvous.loop-blocked")
    #expect(finding.measured.contains("the event loop was blocked in recvfrom"))
  }

  @Test("Responses before the upstream's reply, shared replies, further calls and error responses fail")
  func failsOtherwise() throws {
    expectFailures([
      (
        try judge(early: 2), "rendezvous.answered-early",
        "2 of 4 requests got a response before the upstream had replied; GET /q/A0 got one after 312 ms"
      ),
      (
        try judge(
          early: 1, right: 3,
          wrong: WrongAnswer(target: "/q/A0", problem: .notJSON, origin: .earlierRequest)),
        "rendezvous.answered-early",
        "GET /q/A0 got one after 312 ms, and the reply to an earlier request was returned again"
      ),
      (
        try judge(
          right: 3,
          wrong: WrongAnswer(
            target: "/q/A",
            problem: .field(FieldDifference(field: "price", expected: .number(2.5), found: .number(1.5))),
            origin: .earlierRequest)),
        "rendezvous.wrong-reply",
        "GET /q/A returned \"price\": 1.5 instead of 2.5; that value was the reply to an earlier request"
      ),
      (
        try judge(right: 3, wrong: WrongAnswer(target: "/q/A", problem: .noResponse("it was closed"))),
        "rendezvous.no-response", "GET /q/A "
      ),
      (
        try judge(right: 4, wrong: WrongAnswer(target: "/q/b", problem: .status(404))), "rendezvous.wrong-status",
        "GET /q/b returned 404 instead of 200"
      ),
      (try judge(calls: 5), "rendezvous.wrong-calls", "5 upstream calls for 4 requests"),
      (
        try judge(right: 2, refusals: [503, 500]), "rendezvous.server-error",
        "2 of 4 requests were rejected, with a 503"
      ),
    ])
  }

  @Test("A module that never stood still either computed, and fails, or may have lacked a processor: inconclusive")
  func isInDoubtWithoutAStandstill() throws {
    let finding = try judge(ending: .patience, mostInFlight: 0)
    #expect(finding.verdict == .inconclusive)
    #expect(finding.measured.contains("40 ms used, 900 ms waited"))
    #expect(try judge(ending: .standstill, mostInFlight: 0).verdict == .fail)
    #expect(try judge(ending: .patience, mostInFlight: 0, used: 2_000).cause == "rendezvous.computing")
  }
}
