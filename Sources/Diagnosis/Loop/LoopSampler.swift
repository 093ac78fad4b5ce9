internal import Base
internal import Foundation
internal import ModuleRuntime

/// Samples the event loop's thread every 2 ms, on a thread of its own, until it is stopped.
final class LoopSampler: Sendable {
  private static let interval: useconds_t = 2_000

  private struct State {
    var samples: [ThreadSample] = []
    var isStopping = false
    var isFinished = false
    var finished: CheckedContinuation<Void, Never>?
  }

  private let state = Locked(State())

  func start(_ witness: KernelWitness) {
    Thread.detachNewThread { [state] in
      // The kernel's files are gone when the process is; the samples end there.
      if let thread = try? witness.watchLoop() {
        while !state.withLock({ $0.isStopping }), let sample = try? thread.sample() {
          state.withLock { $0.samples.append(sample) }
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

  /// Those taken so far since a moment.
  func samples(since start: ContinuousClock.Instant) -> [ThreadSample] {
    state.withLock { state in Array(state.samples.drop { $0.taken < start }) }
  }

  func stop() async -> [ThreadSample] {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let isFinished = state.withLock { state in
        state.isStopping = true
        if !state.isFinished { state.finished = continuation }
        return state.isFinished
      }
      if isFinished { continuation.resume() }
    }
    return state.withLock { $0.samples }
  }
}
