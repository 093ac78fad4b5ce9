import Bench
import Checks
import Lessons
import ModuleRuntime
import TestSupport
import Testing

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

  @Test("Four calls in flight, each answered with its own, pass")
  func passes() throws {
    let finding = try judge()
    #expect(finding.verdict == .pass)
    #expect(finding.measured == "4 calls in flight after 12 ms, /ping answered meanwhile")
  }

  @Test("Too few calls in flight fail, and the sentence says whether the loop was free")
  func failsWithoutAMeeting() throws {
    let free = try judge(ending: .standstill, mostInFlight: 3)
    #expect(free.verdict == .fail)
    #expect(free.measured.contains("3 of 4 calls in flight at most"))
    #expect(free.measured.contains("the loop is free"))
    let blocked = try judge(ending: .standstill, mostInFlight: 1, pingAnswered: false)
    #expect(blocked.verdict == .fail)
    #expect(!blocked.measured.contains("the loop is free"))
  }

  @Test("A loop that is seen asleep fails with the name of the call")
  func failsStuck() throws {
    let receive = try #require((0..<500).map(SystemCall.init(number:)).first { $0.name == "recvfrom" })
    let finding = try judge(ending: .stuck(receive), mostInFlight: 1, pingAnswered: false)
    #expect(finding.verdict == .fail)
    #expect(finding.measured.contains("sleeps in recvfrom"))
  }

  @Test("Answers before the partner's, shared replies, further calls and refusals fail")
  func failsOtherwise() throws {
    for (finding, part) in [
      (try judge(early: 1), "1 of 4 requests were answered before the partner had replied"),
      (try judge(right: 3), "3 of 4 answers carry what the partner replied"),
      (try judge(calls: 5), "5 calls to the partner for 4 requests"),
      (try judge(right: 2, refusals: [503, 500]), "2 of 4 requests were refused, with a 503"),
    ] {
      #expect(finding.verdict == .fail)
      #expect(finding.measured.contains(part))
    }
  }
}
