import Bench
import Checks
import Lessons
import Testing

@Suite(.timeLimit(.minutes(10)))
struct PatienceRuleTests {
  private typealias Problem = PatienceReply.Problem

  private func judge(
    _ problem: Problem?, _ round: PatienceRequest.Round = .slow, after elapsed: Duration = .milliseconds(312),
    status: Int? = 200, isGivenUp: Bool = false, isCalled: Bool = true, journalMode: String? = nil, starved: Double = 0,
    isHeld: Bool = true
  ) throws -> Finding {
    let check = try PatienceCheck(
      parameters: ManifestNode(yaml: "{requests: [{get: '/quotes/{symbol}', calls: '/quotes/{symbol}'}]}"))
    let right = PatienceReply(.quick, exchange("/quotes/a"))
    let other = PatienceReply(
      round, exchange("/quotes/b", status: status), problem: problem, elapsed: elapsed, isGivenUp: isGivenUp,
      isCalled: isCalled, isHeld: isHeld && round == .slow)
    return check.judge(
      PatienceCheck.Measurement(
        replies: [right, other], journalMode: journalMode, waits: PatienceWaits(), starvedShare: starved))
  }

  private func field(_ found: String?, _ origin: PatienceReply.Origin) -> Problem {
    .field(FieldDifference(field: "nonce", expected: .text("x"), found: found.map { .text($0) }), origin)
  }

  @Test("Requests that were all waited for pass")
  func passes() throws {
    let finding = try judge(nil)
    #expect(finding.verdict == .pass)
    #expect(finding.measured == "2 requests, each with its own values; the upstream took 950 ms over 1 of them")
    #expect(
      try judge(nil, .locked).measured
        == "2 requests, each with its own values; the database was locked for 1450 ms during 1")
  }

  @Test("Each way of not waiting for the upstream has its own cause, sentence and advice")
  func failsWithoutPatience() throws {
    for (problem, status, cause, sentence, advice) in [
      (
        Problem.response(.status(504)), 504, "gave-up",
        "GET /quotes/b returned 504 instead of 200 after 312 ms, while the upstream took 950 ms; it may take 1 s",
        "Find the timeout"
      ),
      (
        .response(.noResponse("closed")), nil, "gave-up",
        "GET /quotes/b was cut off after 312 ms, while the upstream took 950 ms; it may take 1 s", "Find the timeout"
      ),
      (
        .cutShort(chunks: 2), 200, "cut-short",
        "GET /quotes/b ended after 312 ms with 2 of 4 chunks, as if it were complete, while the upstream took 950 ms; it "
          + "may take 1 s", "Find the timeout"
      ),
      (
        field("?", .nowhere), 200, "made-up",
        #"GET /quotes/b returned "nonce": "?" after 312 ms, which neither the upstream nor the database has, while the "#
          + "upstream took 950 ms; it may take 1 s", "Remove the value that stands in"
      ),
      (
        field("y", .oldReply), 200, "old",
        #"GET /quotes/b returned "nonce": "y" after 312 ms, the upstream's reply to an earlier request, while the "#
          + "upstream took 950 ms; it may take 1 s", "Remove what keeps an earlier reply"
      ),
      (
        .askedAgain(calls: 2, requests: 1, gap: .milliseconds(300)), 200, "asked-again",
        "GET /quotes/b made 2 upstream calls, the second 300 ms after the first, which the upstream had not replied to "
          + "yet", "Remove the second upstream call"
      ),
      (
        .askedAgain(calls: 6, requests: 3, gap: .milliseconds(300)), 200, "asked-again",
        "3 requests for GET /quotes/b made 6 upstream calls, the first that was too many 300 ms after the first, which "
          + "the upstream had not replied to yet", "Remove the second upstream call"
      ),
      (
        .tooEarly, 200, "answered-early", "GET /quotes/b was answered after 312 ms, before the upstream had replied",
        "Remove the value that stands in"
      ),
    ] {
      let finding = try judge(problem, status: status)
      #expect(finding.verdict == .fail)
      #expect(finding.cause == "patience.\(cause)")
      #expect(finding.measured == sentence)
      #expect(finding.next?.hasPrefix(advice) == true)
      #expect(!finding.dependsOnControl)
      // How long it takes, and of what was kept, that the second request takes less.
      let times = finding.reproduce.matches(of: /\%{time_total}/).count
      #expect(times == (cause == "mixed-up" ? 0 : cause == "old" ? 2 : 1), "\(finding.reproduce)")
    }
  }

  @Test("Each way of not waiting for a locked database has its own cause, sentence and advice")
  func failsOnLocks() throws {
    for (problem, status, cause, sentence, advice) in [
      (
        Problem.response(.status(503)), 503, "gave-up-on-lock",
        "GET /quotes/b returned 503 instead of 200 after 312 ms, while another program had the database locked for 1450 "
          + "ms; it may for 1.5 s", "Give the driver a longer busy timeout"
      ),
      (
        field("y", .oldRow), 200, "old-row",
        #"GET /quotes/b returned "nonce": "y" after 312 ms, the value from before the row was changed, while another "#
          + "program had the database locked for 1450 ms; it may for 1.5 s", "Remove what keeps rows"
      ),
      (
        .tooEarly, 200, "read-past-lock",
        "GET /quotes/b was answered after 312 ms, without waiting for the other program that had the database locked",
        "Read the row for each request"
      ),
    ] {
      let finding = try judge(problem, .locked, status: status)
      #expect(finding.verdict == .fail)
      #expect(finding.cause == "patience.\(cause)")
      #expect(finding.measured == sentence)
      #expect(finding.next?.hasPrefix(advice) == true)
      #expect(!finding.dependsOnControl)
      #expect(finding.reproduce.contains("BEGIN EXCLUSIVE"))
    }
  }

  @Test("A module that stops asking after a slow call is told so")
  func stopsAsking() throws {
    let finding = try judge(.response(.status(503)), .after, after: .milliseconds(2), status: 503, isCalled: false)
    #expect(finding.cause == "patience.stopped-asking")
    #expect(
      finding.measured
        == "GET /quotes/b returned 503 instead of 200 after 2 ms, after the upstream had been slow, and when it no longer was"
    )
    #expect(finding.next?.contains("circuit breaker") == true)
  }

  @Test("What fails without any delay fails by its status, and a 500 leaves the next step to the log")
  func failsAnyway() throws {
    let missing = try judge(.response(.status(404)), .quick, status: 404)
    #expect(missing.cause == "patience.wrong-status")
    #expect(missing.measured == "GET /quotes/b, while nothing was slow, returned 404 instead of 200")
    #expect(missing.next?.hasPrefix("Get this route right") == true)
    let broken = try judge(.response(.status(500)), .quick, status: 500)
    #expect(broken.cause == "patience.server-error")
    #expect(broken.next == nil)
    #expect(broken.isInModuleLog)
    #expect(try judge(.response(.status(500)), status: 500).next == nil)
  }

  @Test("A failure just after a limit depends on the control, and a later one says nothing about the module")
  func excusesSlowMachines() throws {
    let status = Problem.response(.status(504))
    #expect(try judge(status, after: .milliseconds(999), status: 504).dependsOnControl == false)
    #expect(try judge(status, after: .milliseconds(1_010), status: 504).dependsOnControl)
    let late = try judge(status, after: .milliseconds(1_210), status: 504)
    #expect(late.verdict == .inconclusive)
    #expect(late.measured.hasPrefix("this machine was too busy for the module (otherwise: GET /quotes/b returned 504"))
    // A lock may last longer than a call.
    #expect(try judge(status, .locked, after: .milliseconds(1_490), status: 504).dependsOnControl == false)
    #expect(try judge(status, .locked, after: .milliseconds(1_710), status: 504).verdict == .inconclusive)
  }

  @Test("A module that hung up on the upstream before the limit gave up then, however late it responded")
  func countsHangingUp() throws {
    let check = try PatienceCheck(parameters: ManifestNode(yaml: "{requests: [{get: /a, calls: /a}]}"))
    let reply = PatienceReply(
      .slow, exchange(status: 504), problem: .response(.status(504)), elapsed: .seconds(3), left: .milliseconds(400),
      isHeld: true)
    let finding = check.judge(PatienceCheck.Measurement(replies: [reply], waits: PatienceWaits()))
    #expect(finding.verdict == .fail)
    #expect(!finding.dependsOnControl)
  }

  @Test("No slow machine makes a module return another request's value, or a row from before its change")
  func excusesNoMixUp() throws {
    for origin in [PatienceReply.Origin.other, .oldRow] {
      let finding = try judge(field("y", origin), after: .seconds(3))
      #expect(finding.verdict == .fail)
      #expect(!finding.dependsOnControl)
    }
    #expect(try judge(field("y", .oldReply), after: .seconds(3)).verdict == .inconclusive)
  }

  @Test("No response at all fails, unless the event loop had too little of a processor")
  func waitsInVain() throws {
    let problem = Problem.response(.noResponse("no response within 10.0 seconds"))
    let finding = try judge(problem, after: .seconds(10), status: nil, isGivenUp: true)
    #expect(finding.verdict == .fail)
    #expect(finding.cause == "patience.no-response")
    #expect(finding.dependsOnControl)
    #expect(
      try judge(problem, after: .seconds(10), status: nil, isGivenUp: true, starved: 0.5).verdict == .inconclusive)
  }

  @Test("Without a call that was held nothing is known of a module's patience")
  func needsAHeldCall() throws {
    let finding = try judge(nil, isHeld: false)
    #expect(finding.verdict == .inconclusive)
    #expect(
      finding.measured
        == "this machine was too busy for the module (its upstream calls for GET /quotes/b came too late to be held)")
    #expect(try judge(nil, .beside, isHeld: false).verdict == .pass)
  }

  @Test("A changed journal mode fails before anything else")
  func namesTheJournalMode() throws {
    let finding = try judge(.response(.status(504)), after: .seconds(3), status: 504, journalMode: "wal")
    #expect(finding.verdict == .fail)
    #expect(finding.cause == "patience.journal-mode")
    #expect(try judge(nil, journalMode: "delete").verdict == .pass)
  }

  @Test("A clear failure goes before one that a slow machine can explain")
  func prefersClearFailures() throws {
    let check = try PatienceCheck(parameters: ManifestNode(yaml: "{requests: [{get: /a, calls: /a}]}"))
    let replies = [Duration.seconds(2), .milliseconds(1_100), .milliseconds(300)].map {
      PatienceReply(.slow, exchange(status: 504), problem: .response(.status(504)), elapsed: $0)
    }
    let finding = check.judge(PatienceCheck.Measurement(replies: replies, waits: PatienceWaits()))
    #expect(finding.measured.contains("after 300 ms"))
    #expect(!finding.dependsOnControl)
  }

  @Test("A request without an upstream's route and without a table is an error in the lesson")
  func needsSomethingToWaitFor() throws {
    for request in ["{get: /a}", "{get: /a, table: users}", "{get: /a, calls: /a, headers: X}"] {
      #expect(throws: ManifestError.self) {
        try PatienceCheck(parameters: ManifestNode(yaml: "{requests: [\(request)]}"))
      }
    }
  }
}
