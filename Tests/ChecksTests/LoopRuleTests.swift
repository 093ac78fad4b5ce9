import Bench
import Checks
import Lessons
import ModuleRuntime
import Testing

@Suite(.timeLimit(.minutes(10)))
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
    #expect(failure.cause == "loop.blocked")
    #expect(failure.measured.contains("the event loop was blocked in recvfrom for 15 ms"))
    #expect(!failure.dependsOnControl)
  }

  @Test(
    "What to look for follows from the call that the event loop's thread slept in",
    arguments: [
      ("clock_nanosleep", "a sleep in a handler"), ("futex", "a wait for another thread"),
      ("epoll_wait", "a second event loop"), ("recvfrom", "a synchronous client"), ("wait4", "a child process"),
    ])
  func saysWhatToLookFor(call: String, words: String) throws {
    #expect(try judge([(call, 60)]).next?.contains(words) == true)
  }

  @Test("A wait until a child process runs may take longer")
  func grantsChildren() throws {
    #expect(try judge([("wait4", 39)]).verdict == .pass)
    #expect(try judge([("wait4", 40)]).verdict == .fail)
  }

  @Test("Short sleeps that add up fail")
  func addsUp() throws {
    #expect(try judge([], asleep: 59).verdict == .pass)
    let finding = try judge([], asleep: 60)
    #expect(finding.verdict == .fail)
    #expect(finding.cause == "loop.blocked-often")
  }

  @Test("An event loop in another process fails, because it cannot be watched")
  func needsOneProcess() throws {
    let finding = try judge([], servesItself: false)
    #expect(finding.verdict == .fail)
    #expect(finding.cause == "loop.not-seen")
  }

  @Test("Too few samples give no verdict")
  func needsSamples() throws {
    #expect(try judge([], samples: 0).verdict == .inconclusive)
    #expect(try judge([], gap: 101).verdict == .inconclusive)
  }

  @Test("A long wait for a lock is inconclusive when other threads worked or had no processor")
  func hasADeadBand() throws {
    #expect(try judge([], excused: 99).verdict == .pass)
    #expect(try judge([], excused: 100).verdict == .inconclusive)
    #expect(try judge([("recvfrom", 15)], excused: 100).verdict == .fail)
  }
}
