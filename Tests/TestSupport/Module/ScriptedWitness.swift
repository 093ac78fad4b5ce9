internal import Base
package import ModuleRuntime

/// Says of a module's process what a test, or the fake module itself, has it say.
package final class ScriptedWitness: ProcessWitness {
  /// What the event loop's thread is doing.
  package enum Activity: Sendable, Equatable {
    case waitingForEvents
    case working
    /// Asleep in a call of that name, such as "recvfrom".
    case asleep(in: String)
  }

  package struct Script: Sendable {
    package var servesItself = true
    package var loop = Activity.waitingForEvents
    package var bytesRead = 0
    package var residentBytes: Int?
    package var sleepingThreads: Set<Int32> = []
    package var processorTime = Duration.zero
    package var processorTimeAwaited = Duration.zero
    package var processorTimeOfOthers = Duration.zero
    package var isAnotherThreadRunnable = false
    /// Sockets that stay open after their client has left, by the client's port.
    package var keptSockets: [Int: SocketID] = [:]
    package var descriptors = 10
    /// The process is gone, and its files in /proc with it.
    package var isGone = false
    fileprivate var slices: Int64 = 0
  }

  private let script = Locked(Script())

  package init() {}

  package func change(_ change: (inout Script) -> Void) {
    script.withLock { change(&$0) }
  }

  /// While `work` runs, the event loop is seen asleep in that call.
  package func asleep<Value>(in call: String, _ work: () async throws -> Value) async rethrows -> Value {
    change { $0.loop = .asleep(in: call) }
    defer { change { $0.loop = .waitingForEvents } }
    return try await work()
  }

  package var servesItself: Bool { script.withLock { $0.servesItself } }
  package var eventDescriptor: UInt64? { nil }
  package func processorTime() throws -> ProcessorTime {
    try check()
    return script.withLock {
      ProcessorTime(used: $0.processorTime + $0.processorTimeOfOthers, awaited: $0.processorTimeAwaited)
    }
  }
  package func watchLoop() throws -> Loop {
    try check()
    return Loop(witness: self)
  }
  package func bytesRead() throws -> Int {
    try check()
    return script.withLock { $0.bytesRead }
  }
  package func residentBytes(of path: String) -> Int? { script.withLock { $0.residentBytes } }
  package func threadsInTimedSleep() -> Set<Int32> { script.withLock { $0.sleepingThreads } }

  package func acceptedSockets(from ports: Set<Int>) -> [Int: SocketID] {
    script.withLock { script in script.keptSockets.filter { ports.contains($0.key) } }
  }
  package func openDescriptors() -> (sockets: Set<SocketID>, others: Int) {
    script.withLock { (Set($0.keptSockets.values), $0.descriptors) }
  }

  private func check() throws {
    if script.withLock({ $0.isGone }) { throw KernelWitnessError.unreadable("/proc/1/stat") }
  }

  package struct Loop: LoopWitness {
    fileprivate let witness: ScriptedWitness

    package func sample() throws -> ThreadSample {
      try witness.check()
      return witness.script.withLock { script in
        // A thread that sleeps on was given no processor since the last look.
        if case .asleep = script.loop {} else { script.slices += 1 }
        return ThreadSample(
          taken: .now, isAsleep: script.loop != .working, call: script.loop.call, slices: script.slices)
      }
    }

    package func processorTime() throws -> ProcessorTime {
      try witness.check()
      return witness.script.withLock { ProcessorTime(used: $0.processorTime, awaited: $0.processorTimeAwaited) }
    }

    package func isAnotherThreadRunnable() -> Bool { witness.script.withLock { $0.isAnotherThreadRunnable } }
    package func runTimeOfOthers() -> Duration { witness.script.withLock { $0.processorTimeOfOthers } }
  }
}

extension ScriptedWitness.Activity {
  fileprivate var call: ThreadSample.Call {
    switch self {
    case .working: .none
    case .waitingForEvents: .inside(SystemCall(named: "epoll"), argument: 4)
    case .asleep(let name): .inside(SystemCall(named: name), argument: 9)
    }
  }
}

extension SystemCall {
  /// The first of this processor's calls whose name begins so.
  package init(named name: String) {
    let number = (0..<500).first { SystemCall(number: $0).name.hasPrefix(name) }
    precondition(number != nil, "no system call is named \(name)")
    self.init(number: number ?? 0)
  }
}
