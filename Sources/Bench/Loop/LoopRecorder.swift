internal import Base
internal import Foundation
package import ModuleRuntime

/// Watches a module's event loop while a check works: a ping waits nearly all the time, and the event loop's thread is
/// sampled every 3 ms.
package final class LoopRecorder: Sendable {
  private static let interval: useconds_t = 3_000

  private let heartbeat: Heartbeat
  package let witness: any ProcessWitness
  private let state: Locked<State>
  /// Looking at every thread is expensive, so it is done for one sample of so many.
  private static let samplesPerLook = 3
  /// When pitfall itself was late, no more than this counts for a sample.
  private static let longestShare = Duration.milliseconds(10)

  private struct State {
    var detector: StallDetector
    var idle = Duration.zero
    var active = Duration.zero
    var samples = 0
    var longestGap = Duration.zero
    var lastLook = ContinuousClock.now
    var isStopping = false
    var finished: CheckedContinuation<Void, Never>?
    var isFinished = false
  }

  package init(_ module: any ModuleUnderTest) async throws {
    witness = try await module.kernelWitness()
    state = Locked(State(detector: StallDetector(events: witness.eventDescriptor)))
    heartbeat = Heartbeat(pause: .milliseconds(5)) { try await module.connect() }
  }

  package func start() {
    state.withLock { $0.lastLook = .now }
    heartbeat.start()
    Thread.detachNewThread { [self] in watch() }
  }

  package func stop() async -> LoopRecording {
    await heartbeat.stop()
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let isFinished = state.withLock { state in
        state.isStopping = true
        guard !state.isFinished else { return true }
        state.finished = continuation
        return false
      }
      if isFinished { continuation.resume() }
    }
    let seen = state.withLock { state in
      state.longestGap = max(state.longestGap, .now - state.lastLook)
      return state
    }
    return LoopRecording(
      servesItself: witness.servesItself, stalls: seen.detector.stalls, asleep: seen.detector.asleep,
      excused: seen.detector.longestExcused,
      samples: seen.samples, longestGap: seen.longestGap, beats: heartbeat.beats)
  }

  /// The stall that lasts now, if any.
  package var currentStall: Stall? { state.withLock { $0.detector.current } }

  /// The time that the event loop's thread has slept so far outside of its own wait for events, and not for a lock.
  package var asleep: Duration { state.withLock { $0.detector.asleep } }

  package var beats: [Heartbeat.Beat] { heartbeat.beats }

  package func pingAnswered(after start: ContinuousClock.Instant) -> Bool {
    heartbeat.answered(after: start)
  }

  /// The time so far in which every thread of the module slept, as far as the samples show.
  package var idle: Duration { state.withLock { $0.idle } }

  /// The time so far in which a thread of the module worked, or would have if it had got a processor.
  package var active: Duration { state.withLock { $0.active } }

  /// The processor time of the event loop's thread so far.
  package func loopProcessorTime() throws -> ProcessorTime { try witness.watchLoop().processorTime() }

  private func watch() {
    // The kernel's files are gone when the process is; the recording ends there, and the verifier says why.
    if let thread = try? witness.watchLoop() {
      var othersRunTime = Duration.zero
      var isAnotherRunnable = false
      var samples = 0
      while !state.withLock({ $0.isStopping }), let sample = try? thread.sample() {
        let ping = heartbeat.waitingSince.flatMap { $0 <= sample.taken ? $0 : nil }
        if samples % Self.samplesPerLook == 0 { isAnotherRunnable = thread.isAnotherThreadRunnable() }
        samples += 1
        state.withLock { state in
          state.samples = samples
          let share = min(sample.taken - state.lastLook, Self.longestShare)
          if sample.isAsleep && !isAnotherRunnable { state.idle += share } else { state.active += share }
          state.longestGap = max(state.longestGap, sample.taken - state.lastLook)
          state.lastLook = sample.taken
          state.detector.add(sample, ping: ping) {
            let runTime = thread.runTimeOfOthers()
            defer { othersRunTime = runTime }
            return (runTime > othersRunTime || thread.isAnotherThreadRunnable(), runTime)
          }
        }
        usleep(Self.interval)
      }
    }
    state.withLock { state in
      state.isFinished = true
      defer { state.finished = nil }
      return state.finished
    }?.resume()
  }
}

/// What was seen of a module's event loop during one measurement.
package struct LoopRecording: Sendable {
  /// False when another process answered the pings.
  package let servesItself: Bool
  package let stalls: [Stall]
  /// The total time outside of the event loop's own wait for events, without waits for locks.
  package let asleep: Duration
  /// The longest wait for a lock that the work of other threads excuses.
  package let excused: Duration
  package let samples: Int
  /// The longest time between two samples, the first and the last moment included; a long one says that pitfall itself
  /// was kept from working.
  package let longestGap: Duration
  package let beats: [Heartbeat.Beat]

  package init(
    servesItself: Bool, stalls: [Stall], asleep: Duration, excused: Duration, samples: Int, longestGap: Duration,
    beats: [Heartbeat.Beat]
  ) {
    self.servesItself = servesItself
    self.stalls = stalls
    self.asleep = asleep
    self.excused = excused
    self.samples = samples
    self.longestGap = longestGap
    self.beats = beats
  }
}
