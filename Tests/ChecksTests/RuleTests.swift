import Bench
import Checks
import Lessons
import ModuleRuntime
import Report
import TestSupport
import Testing

/// Each rule, held against measurements that a test makes up.
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

struct OrderRuleTests {
  private func judge(
    answers: [OrderCheck.Answer] = Array(repeating: .init(status: 200, elapsed: .milliseconds(402)), count: 3),
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

  @Test("A timer's own resolution is granted, and no more")
  func grantsResolution() throws {
    func at(_ milliseconds: Int) throws -> Verdict {
      try judge(answers: [.init(status: 200, elapsed: .milliseconds(milliseconds))]).verdict
    }
    #expect(try at(395) == .pass)
    #expect(try at(394) == .fail)
  }

  @Test("A blocked loop, a refusal, no answer, a kept answer and a busy wait fail")
  func fails() throws {
    for (finding, part) in [
      (try judge(overtaken: false), "no /ping that came in meanwhile"),
      (try judge(answers: [.init(status: 500, elapsed: .milliseconds(400))]), "answered 500 instead of 200"),
      (try judge(answers: [.init(status: nil, elapsed: .seconds(3))]), "gave no answer"),
      (try judge(repeated: .milliseconds(7)), "asked again was answered after 7 ms"),
      (try judge(used: 300), "used 300 ms of CPU time"),
      (try judge(used: 100, awaited: 300), "slept for 20 ms"),
    ] {
      #expect(finding.verdict == .fail)
      #expect(finding.measured.contains(part))
    }
  }

  @Test("A loop that this machine kept from running is not judged, unless the module's own threads kept it")
  func excusesStarvation() throws {
    #expect(try judge(overtaken: false, awaited: 130).verdict == .inconclusive)
    #expect(try judge(overtaken: false, awaited: 120).verdict == .fail)
    #expect(try judge(overtaken: false, awaited: 130, others: 70).verdict == .fail)
    #expect(try judge(repeated: .milliseconds(7), awaited: 130).verdict == .fail)
  }
}

struct LoopRuleTests {
  private func judge(
    _ sleeps: [(call: String, milliseconds: Int)], asleep: Int = 0, excused: Int = 0, samples: Int = 100, gap: Int = 4,
    servesItself: Bool = true
  ) throws -> Finding {
    let probe = try LoopCheck(parameters: ManifestNode(yaml: "{}"))
    let stalls = sleeps.map { call, milliseconds in
      Stall(
        call: (0..<500).map(SystemCall.init(number:)).first { $0.name == call }, began: .now,
        duration: .milliseconds(milliseconds))
    }
    let recording = LoopRecording(
      servesItself: servesItself, stalls: stalls, asleep: .milliseconds(asleep),
      excused: .milliseconds(excused), samples: samples, longestGap: .milliseconds(gap), beats: [])
    return probe.judge(probe.measure([recording]))
  }

  @Test("Sleeps shorter than 15 ms pass, longer ones fail whatever the machine did")
  func hasABound() throws {
    #expect(try judge([]).verdict == .pass)
    #expect(try judge([("recvfrom", 14)]).verdict == .pass)
    let failure = try judge([("recvfrom", 2), ("recvfrom", 15)], gap: 1_000)
    #expect(failure.verdict == .fail)
    #expect(failure.measured.contains("it slept for 15 ms in recvfrom"))
    #expect(!failure.dependsOnControl)
  }

  @Test("Until a child process runs it may take longer")
  func grantsChildren() throws {
    #expect(try judge([("wait4", 39)]).verdict == .pass)
    #expect(try judge([("wait4", 40)]).verdict == .fail)
  }

  @Test("Short sleeps that add up fail")
  func addsUp() throws {
    #expect(try judge([], asleep: 59).verdict == .pass)
    #expect(try judge([], asleep: 60).verdict == .fail)
  }

  @Test("A loop in another process fails, for it cannot be watched")
  func needsOneProcess() throws {
    #expect(try judge([], servesItself: false).verdict == .fail)
  }

  @Test("Without looks often enough nothing is concluded")
  func needsSamples() throws {
    #expect(try judge([], samples: 0).verdict == .inconclusive)
    #expect(try judge([], gap: 101).verdict == .inconclusive)
  }

  @Test("A long wait for a thread that worked or had no processor is neither")
  func hasADeadBand() throws {
    #expect(try judge([], excused: 99).verdict == .pass)
    #expect(try judge([], excused: 100).verdict == .inconclusive)
    #expect(try judge([("recvfrom", 15)], excused: 100).verdict == .fail)
  }
}

struct ContractRuleTests {
  private func judge(_ problems: [ContractCheck.Exchange.Problem?]) throws -> Finding {
    try ContractCheck(parameters: ManifestNode(yaml: "{requests: []}")).judge(
      ContractCheck.Measurement(
        exchanges: problems.map { .init(target: "/a", status: 200, body: "", problem: $0) }))
  }

  @Test("One problem among many exchanges fails, and is named")
  func namesTheFirst() throws {
    #expect(try judge([nil, nil]).verdict == .pass)
    let difference = FieldDifference(field: "price", expected: .number(1.5), found: nil)
    for (problem, part) in [
      (ContractCheck.Exchange.Problem.status(404), "answered 404 instead of 200"),
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
