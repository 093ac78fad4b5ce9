import Curriculum
import ModuleRuntime
import Probes
import Testing
import Verification

/// Each rule, held against measurements that a test makes up.
struct RendezvousRuleTests {
  private func judge(
    ending: RendezvousProbe.Ending = .met, mostInFlight: Int = 4, pingAnswered: Bool = true, early: Int = 0,
    right: Int = 4, refusals: [Int] = [], calls: Int = 4
  ) throws -> Finding {
    try RendezvousProbe(parameters: ManifestNode(yaml: "{get: '/q/{s}', calls: '/q/{s}', body: {s: '{s}'}}"))
      .judge(
        RendezvousProbe.Measurement(
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

struct OrderRuleTests {
  private func judge(
    answers: [OrderProbe.Answer] = Array(repeating: .init(status: 200, elapsed: .milliseconds(402)), count: 3),
    overtaken: Bool = true, used: Duration = .milliseconds(4), awaited: Duration = .zero
  ) throws -> Finding {
    try OrderProbe(parameters: ManifestNode(yaml: "{get: /block}")).judge(
      OrderProbe.Measurement(
        target: "/block", wait: .milliseconds(400), answers: answers, pingElapsed: .milliseconds(1),
        isOvertaken: overtaken, processorTime: ProcessorTime(used: used, awaited: awaited),
        duration: .milliseconds(420)))
  }

  @Test("A ping that overtakes slow requests passes")
  func passes() throws {
    #expect(try judge().verdict == .pass)
  }

  @Test("A timer's own resolution is granted, and no more")
  func grantsResolution() throws {
    func at(_ milliseconds: Int) throws -> Verdict {
      try judge(answers: [.init(status: 200, elapsed: .milliseconds(milliseconds))]).verdict
    }
    #expect(try at(395) == .pass)
    #expect(try at(394) == .fail)
  }

  @Test("A blocked loop, a refusal, no answer and a busy wait fail")
  func fails() throws {
    for (finding, part) in [
      (try judge(overtaken: false), "no /ping that came in meanwhile"),
      (try judge(answers: [.init(status: 500, elapsed: .milliseconds(400))]), "answered 500 instead of 200"),
      (try judge(answers: [.init(status: nil, elapsed: .seconds(3))]), "gave no answer"),
      (try judge(used: .milliseconds(300)), "used 300 ms of CPU time"),
      (try judge(used: .milliseconds(100), awaited: .milliseconds(300)), "slept for 20 ms"),
    ] {
      #expect(finding.verdict == .fail)
      #expect(finding.measured.contains(part))
    }
  }
}

struct LoopRuleTests {
  private func judge(longest: Duration?, samples: Int = 100, gap: Duration = .milliseconds(4)) throws -> Finding {
    let stall = longest.map { Stall(call: nil, began: .now, duration: $0) }
    return try LoopProbe(parameters: ManifestNode(yaml: "{}")).judge(
      LoopProbe.Measurement(longest: stall, stalls: 0, samples: samples, longestGap: gap, pings: 10))
  }

  @Test("Sleeps shorter than 15 ms pass, longer ones fail whatever the machine did")
  func hasABound() throws {
    #expect(try judge(longest: nil).verdict == .pass)
    #expect(try judge(longest: .milliseconds(14)).verdict == .pass)
    let failure = try judge(longest: .milliseconds(15), gap: .seconds(1))
    #expect(failure.verdict == .fail)
    #expect(!failure.dependsOnControl)
  }

  @Test("Without looks often enough nothing is concluded")
  func needsSamples() throws {
    #expect(try judge(longest: nil, samples: 0).verdict == .inconclusive)
    #expect(try judge(longest: nil, gap: .milliseconds(101)).verdict == .inconclusive)
  }
}

struct ContractRuleTests {
  private func judge(_ problems: [ContractProbe.Exchange.Problem?]) throws -> Finding {
    try ContractProbe(parameters: ManifestNode(yaml: "{requests: []}")).judge(
      ContractProbe.Measurement(
        exchanges: problems.map { .init(target: "/a", status: 200, body: "", problem: $0) }))
  }

  @Test("One problem among many exchanges fails, and is named")
  func namesTheFirst() throws {
    #expect(try judge([nil, nil]).verdict == .pass)
    let difference = FieldDifference(field: "price", expected: .number(1.5), found: nil)
    for (problem, part) in [
      (ContractProbe.Exchange.Problem.status(404), "answered 404 instead of 200"),
      (.notJSON, "a body that is no JSON"), (.upstreamCalls(2), "made 2 calls to the partner"),
      (.noReply("it hung up"), "GET /a: it hung up"),
      (.field(difference), "answered \"price\": nothing, instead of 1.5"),
    ] {
      let finding = try judge([nil, problem])
      #expect(finding.verdict == .fail)
      #expect(finding.measured.contains(part))
    }
  }
}
