internal import Foundation

/// Samples one thread through files that stay open. Not thread-safe.
package final class ThreadWitness {
  private let processID: Int32
  private let threadID: Int32
  private let stat: ProcFile
  private let schedstat: ProcFile
  /// Nil when the kernel does not let us read it, which takes the rights of a debugger.
  private let call: ProcFile?

  package init(processID: Int32, threadID: Int32) throws {
    self.processID = processID
    self.threadID = threadID
    let folder = "/proc/\(processID)/task/\(threadID)"
    stat = try ProcFile(folder + "/stat")
    schedstat = try ProcFile(folder + "/schedstat")
    let call = try? ProcFile(folder + "/syscall")
    self.call = (try? call?.read()) == nil ? nil : call
  }

  package func sample() throws -> ThreadSample {
    let call = readCall()
    let state = try readState()
    let schedule = try readSchedule()
    return ThreadSample(
      taken: .now, isAsleep: state == UInt8(ascii: "S"), call: call, slices: schedule.slices,
      processorTime: ProcessorTime(used: .nanoseconds(schedule.runTime), awaited: .nanoseconds(schedule.waitTime)))
  }

  package func processorTime() throws -> ProcessorTime {
    let schedule = try readSchedule()
    return ProcessorTime(used: .nanoseconds(schedule.runTime), awaited: .nanoseconds(schedule.waitTime))
  }

  /// The descriptor of the wait for events in which the thread sleeps next; nil when none is seen soon.
  func nextEventWait() async throws -> UInt64? {
    for _ in 1...20 {
      let sample = try sample()
      if sample.isAsleep, case .inside(let call, let descriptor) = sample.call, call.isEventWait { return descriptor }
      try await Task.sleep(for: .milliseconds(1))
    }
    return nil
  }

  /// True when another thread of the process could use a processor now.
  ///
  /// An event loop is not stuck when it waits for Python's GIL while the thread that holds it works, or would work if it
  /// got a processor.
  package func isAnotherThreadRunnable() -> Bool {
    KernelWitness.threads(of: processID).contains { thread in
      guard thread != threadID, let text = KernelWitness.read("/proc/\(processID)/task/\(thread)/stat") else {
        return false
      }
      return Self.state(in: Array(text.utf8)) == UInt8(ascii: "R")
    }
  }

  /// The CPU time of all other threads together.
  package func runTimeOfOthers() -> Duration {
    KernelWitness.threads(of: processID).filter { $0 != threadID }.reduce(.zero) { sum, thread in
      let text = KernelWitness.read("/proc/\(processID)/task/\(thread)/schedstat") ?? ""
      return sum + .nanoseconds(text.split(separator: " ").first.flatMap { Int64($0) } ?? 0)
    }
  }

  private func readState() throws -> UInt8 {
    let bytes = try stat.read()
    guard let state = Self.state(in: bytes) else { throw KernelWitnessError.unreadable(stat.path) }
    return state
  }

  /// The letter after the name, which is in parentheses and can contain any character.
  private static func state(in stat: [UInt8]) -> UInt8? {
    guard let end = stat.lastIndex(of: UInt8(ascii: ")")), end + 2 < stat.count else { return nil }
    return stat[end + 2]
  }

  private func readSchedule() throws -> (runTime: Int64, waitTime: Int64, slices: Int64) {
    let words = String(decoding: try schedstat.read(), as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard words.count == 3, let runTime = Int64(words[0]), let waitTime = Int64(words[1]),
      let slices = Int64(words[2])
    else {
      throw KernelWitnessError.unreadable(schedstat.path)
    }
    return (runTime, waitTime, slices)
  }

  private func readCall() -> ThreadSample.Call {
    guard let call, let bytes = try? call.read() else { return .unreadable }
    let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard let number = words.first.flatMap({ Int($0) }), number >= 0 else { return .none }
    let argument = words.count > 1 ? UInt64(words[1].dropFirst(2), radix: 16) : nil
    return .inside(SystemCall(number: number), argument: argument ?? 0)
  }
}

/// How long a thread ran, and how long it waited for a processor while it was ready to run.
package struct ProcessorTime: Sendable, Equatable {
  package let used: Duration
  package let awaited: Duration

  package static func - (later: ProcessorTime, earlier: ProcessorTime) -> ProcessorTime {
    ProcessorTime(used: later.used - earlier.used, awaited: later.awaited - earlier.awaited)
  }

  package init(used: Duration, awaited: Duration) {
    self.used = used
    self.awaited = awaited
  }
}

/// One sample of a thread.
package struct ThreadSample: Sendable, Equatable {
  package enum Call: Sendable, Equatable {
    /// The thread runs, or sleeps outside of system calls.
    case none
    /// With the call's first argument, which is a descriptor for many calls.
    case inside(SystemCall, argument: UInt64)
    case unreadable
  }

  package let taken: ContinuousClock.Instant
  /// In interruptible sleep: not running, not waiting for a processor, not waiting for a disk.
  package let isAsleep: Bool
  package let call: Call
  /// How often the thread got a processor; when this is unchanged, the thread did not run in between.
  package let slices: Int64
  /// What it had used so far.
  package let processorTime: ProcessorTime

  package init(
    taken: ContinuousClock.Instant, isAsleep: Bool, call: Call, slices: Int64,
    processorTime: ProcessorTime = ProcessorTime(used: .zero, awaited: .zero)
  ) {
    self.taken = taken
    self.isAsleep = isAsleep
    self.call = call
    self.slices = slices
    self.processorTime = processorTime
  }
}
