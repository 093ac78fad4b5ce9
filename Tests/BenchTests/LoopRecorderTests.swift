import Bench
import ModuleRuntime
import TestSupport
import Testing

/// Recordings of a module's event loop; a scripted witness reports what the test wants.
@Suite(.timeLimit(.minutes(10)))
struct LoopRecorderTests {
  private func recording(
    _ body: (LoopRecorder, ScriptedWitness) async throws -> Void
  ) async throws -> LoopRecording {
    let witness = ScriptedWitness()
    return try await Bench.forTests(witness: witness) { bench in
      try await body(bench.recorder, witness)
      return await bench.recorder.stop()
    }
  }

  @Test("An event loop that waits for events has no stall, and its pings are answered")
  func seesAnIdleLoop() async throws {
    let seen = try await recording { recorder, _ in
      let began = ContinuousClock.now
      try await until("three pings are answered") { recorder.beats.count >= 3 && recorder.pingAnswered(after: began) }
      #expect(recorder.currentStall == nil)
    }
    #expect(seen.stalls == [])
    #expect(seen.asleep == .zero)
    #expect(seen.servesItself)
    #expect(seen.beats.count >= 3)
    #expect(seen.samples > 0)
  }

  @Test("An event loop that sleeps in another call has a stall in that call, which ends with the sleep")
  func seesAStall() async throws {
    let receive = SystemCall(named: "recvfrom")
    let seen = try await recording { recorder, witness in
      witness.change { $0.loop = .asleep(in: "recvfrom") }
      try await until("a stall is seen") { recorder.currentStall.map { $0.duration >= .milliseconds(20) } ?? false }
      #expect(recorder.currentStall?.call == receive)
      witness.change { $0.loop = .working }
      try await until("the stall ends") { recorder.currentStall == nil }
    }
    #expect(seen.stalls.map(\.call) == [receive])
    #expect(seen.stalls.allSatisfy { $0.duration >= .milliseconds(20) })
    #expect(seen.asleep >= .milliseconds(20))
  }

  @Test("A wait for a lock is excused while another thread works")
  func excusesLocks() async throws {
    let seen = try await recording { recorder, witness in
      witness.change {
        $0.loop = .asleep(in: "futex")
        $0.isAnotherThreadRunnable = true
      }
      let beats = recorder.beats.count
      try await until("five more pings are answered") { recorder.beats.count >= beats + 5 }
      #expect(recorder.currentStall == nil)
    }
    #expect(seen.stalls == [])
    #expect(seen.excused > .zero)
  }

  @Test("Time counts as idle only while all threads sleep")
  func tellsIdleFromActive() async throws {
    _ = try await recording { recorder, witness in
      try await until("it has been idle") { recorder.idle >= .milliseconds(20) }
      witness.change { $0.isAnotherThreadRunnable = true }
      let active = recorder.active
      try await until("it has been active") { recorder.active >= active + .milliseconds(20) }
      let idle = recorder.idle
      try await until("it has been active longer") { recorder.active >= active + .milliseconds(50) }
      #expect(recorder.idle == idle)
      witness.change {
        $0.isAnotherThreadRunnable = false
        $0.loop = .working
      }
      try await until("its loop has been active") { recorder.active >= active + .milliseconds(80) }
      #expect(recorder.idle == idle)
    }
  }

  @Test("A recording ends when the process ends")
  func survivesTheEnd() async throws {
    let seen = try await recording { recorder, witness in
      witness.change { $0.isGone = true }
      #expect(throws: KernelWitnessError.self) { try recorder.witness.processorTime() }
    }
    #expect(seen.stalls == [])
  }

  @Test("A module whose pings are answered by another process does not serve itself")
  func seesWhoServes() async throws {
    let seen = try await recording { _, witness in witness.change { $0.servesItself = false } }
    #expect(!seen.servesItself)
  }
}
