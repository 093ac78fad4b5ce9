import Bench
import Checks
import Lessons
import ModuleRuntime
import Testing

@Suite(.timeLimit(.minutes(10)))
struct RendezvousRuleTests {
  private func judge(
    ending: RendezvousCheck.Ending = .met, mostInFlight: Int = 4, pingAnswered: Bool = true, early: Int = 0,
    right: Int = 4, refusals: [Int] = [], calls: Int = 4
  ) throws -> Finding {
    try RendezvousCheck(parameters: ManifestNode(yaml: "{get: '/q/{s}', calls: '/q/{s}', body: {s: '{s}'}}"))
      .judge(
        RendezvousCheck.Measurement(
          target: PathTemplate("/q/{s}"), wanted: 4, ending: ending, mostInFlight: mostInFlight,
          pingAnswered: pingAnswered, answeredEarly: early, rightAnswers: right, refusals: refusals,
          upstreamCalls: calls, held: .milliseconds(12)))
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
        try judge(early: 1), "rendezvous.answered-early", "1 of 4 requests was answered before the upstream had replied"
      ),
      (try judge(right: 3), "rendezvous.wrong-reply", "only 3 of 4 responses have what the upstream replied"),
      (try judge(calls: 5), "rendezvous.wrong-calls", "5 upstream calls for 4 requests"),
      (
        try judge(right: 2, refusals: [503, 500]), "rendezvous.server-error",
        "2 of 4 requests were rejected, with a 503"
      ),
    ])
  }
}
