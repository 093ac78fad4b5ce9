import Bench
import Checks
import Lessons
import ModuleRuntime
import Report
import TestSupport
import Testing

/// The check on recordings, which are made up or of a fake module.
@Suite(.timeLimit(.minutes(10)))
struct LoopCheckTests {
  private func measure(_ recordings: [LoopRecording]) throws -> (seen: LoopCheck.Measurement, verdict: Verdict) {
    let check = try LoopCheck(parameters: ManifestNode(yaml: "{}"))
    let seen = check.measure(recordings)
    return (seen, check.judge(seen).verdict)
  }

  private func recording(
    _ sleeps: [(call: String, milliseconds: Int)] = [], asleep: Int = 0, excused: Int = 0, gap: Int = 4,
    servesItself: Bool = true
  ) -> LoopRecording {
    LoopRecording(
      servesItself: servesItself,
      stalls: sleeps.map {
        Stall(call: SystemCall(named: $0.call), began: .now, duration: .milliseconds($0.milliseconds))
      },
      asleep: .milliseconds(asleep), excused: .milliseconds(excused), samples: 100, longestGap: .milliseconds(gap),
      beats: [])
  }

  @Test("Of several recordings the worst of each figure counts, and the samples are added up")
  func combines() throws {
    let (seen, verdict) = try measure([
      recording([("recvfrom", 3)], asleep: 10, excused: 2, gap: 9), recording([("futex", 5)], asleep: 4, excused: 20),
    ])
    #expect(seen.longest == .milliseconds(5))
    #expect(seen.tooLong == nil)
    #expect(seen.stalls == 0)
    #expect(seen.asleep == .milliseconds(10))
    #expect(seen.excused == .milliseconds(20))
    #expect(seen.longestGap == .milliseconds(9))
    #expect(seen.samples == 200)
    #expect(verdict == .pass)
  }

  @Test("The longest sleep over its limit is reported, waits for child processes included")
  func findsTheLongest() throws {
    let (seen, verdict) = try measure([
      recording([("recvfrom", 16), ("wait4", 39)]), recording([("wait4", 41), ("poll", 20)]),
    ])
    #expect(seen.stalls == 3)
    #expect(seen.tooLong?.call == SystemCall(named: "wait4"))
    #expect(seen.longest == .milliseconds(20))
    #expect(verdict == .fail)
  }

  @Test("One recording in which another process served is enough to fail")
  func needsOneProcess() throws {
    let (seen, verdict) = try measure([recording(), recording(servesItself: false)])
    #expect(!seen.servesItself)
    #expect(verdict == .fail)
  }

  @Test("A module whose event loop sleeps in recvfrom is recorded, and fails")
  func seesASleep() async throws {
    let recorded = try await Bench.forTests(handler: { request, module in
      guard request.path == "/ask" else { return nil }
      module.witness.change { $0.loop = .asleep(in: "recvfrom") }
      return .json([:])
    }) { bench in
      _ = try await bench.ask(ProbeRequest("GET", "/ask"))
      try await until("a stall is seen") {
        bench.recorder.currentStall.map { $0.duration >= .milliseconds(20) } ?? false
      }
      return await bench.recorder.stop()
    }
    let (seen, verdict) = try measure([recorded])
    #expect(seen.tooLong?.call == SystemCall(named: "recvfrom"))
    #expect(seen.servesItself)
    #expect(seen.samples > 0)
    #expect(verdict == .fail)
  }
}
