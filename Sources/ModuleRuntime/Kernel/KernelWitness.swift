internal import Foundation

/// What the kernel says about a process, which the process itself cannot change.
package struct KernelWitness: Sendable {
  package let processID: Int32
  /// The thread that the event loop runs on.
  package let loopThreadID: Int32
  /// False when no lasting thread of the process did any work for the pings.
  package let servesItself: Bool
  /// The descriptor that the idle event loop waits on; nil where that could not be seen.
  package let eventDescriptor: UInt64?

  /// The event loop's thread is the one that works when a ping arrives, whatever its name: the expected one if that
  /// works, otherwise the one that worked most often. `ping` sends one and waits for the response;
  /// `earlier` is what was found out about the same process before.
  package init(
    processID: Int32, loopThread: LoopThread, earlier: KernelWitness? = nil, ping: () async throws -> Void
  ) async throws {
    self.processID = processID
    let before = Self.work(of: processID)
    for _ in 1...Self.pings { try await ping() }
    let turns = Self.work(of: processID).reduce(into: [Int32: Int]()) { turns, thread in
      // A thread that exists only for the connection is not an event loop.
      guard let earlier = before[thread.key], thread.value.time > earlier.time else { return }
      turns[thread.key] = thread.value.turns - earlier.turns
    }
    let expected = Self.expected(loopThread, in: processID)
    let found = expected.flatMap { turns[$0] == nil ? nil : $0 } ?? turns.max { $0.value < $1.value }?.key
    servesItself = found != nil
    loopThreadID = found ?? expected ?? processID
    if let earlier, earlier.loopThreadID == loopThreadID, let known = earlier.eventDescriptor {
      eventDescriptor = known
      return
    }
    let thread = try ThreadWitness(processID: processID, threadID: loopThreadID)
    var seen: [UInt64: Int] = [:]
    for _ in 1...Self.pings {
      try await ping()
      if let descriptor = try await thread.nextEventWait() { seen[descriptor, default: 0] += 1 }
    }
    // An event loop that a handler runs inside of this one has another descriptor. It may be seen while it lasts, but
    // not after most pings, which it does not answer.
    eventDescriptor = seen.max { $0.value < $1.value }?.key
  }

  private static let pings = 3

  private static func expected(_ loopThread: LoopThread, in process: Int32) -> Int32? {
    switch loopThread {
    case .main: process
    case .named(let prefix):
      threads(of: process).first { thread in
        read("/proc/\(process)/task/\(thread)/comm")?.hasPrefix(prefix) ?? false
      }
    }
  }

  /// How often each thread got a processor, for how many nanoseconds in total, and how long it waited for one.
  static func work(of process: Int32) -> [Int32: (turns: Int, time: Int, awaited: Int)] {
    threads(of: process).reduce(into: [:]) { work, thread in
      let words = read("/proc/\(process)/task/\(thread)/schedstat")?.split(whereSeparator: \.isWhitespace) ?? []
      guard words.count == 3, let time = Int(words[0]), let awaited = Int(words[1]), let turns = Int(words[2])
      else { return }
      work[thread] = (turns, time, awaited)
    }
  }

  package func watchLoop() throws -> ThreadWitness {
    try ThreadWitness(processID: processID, threadID: loopThreadID)
  }

  /// Whether a process is exiting or gone.
  static func isEnding(_ process: Int32) -> Bool {
    // After the name: state, parent, group, session, terminal, its group, flags.
    let fields = read("/proc/\(process)/stat")?.split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 6, let flags = UInt32(fields[6]) else { return true }
    let isExiting = flags & 0x4 != 0  // PF_EXITING of the kernel's sched.h
    return isExiting || fields[0] == "Z" || fields[0] == "X"
  }

  /// Without Foundation, whose detours cost several times as much as the system calls: this is called all the time.
  static func threads(of process: Int32) -> [Int32] {
    guard let folder = opendir("/proc/\(process)/task") else { return [] }
    defer { closedir(folder) }
    var threads: [Int32] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self)
      }
      if let thread = Int32(String(cString: name)) { threads.append(thread) }
    }
    return threads
  }

  /// The text of a short file below /proc; nil when it cannot be read.
  static func read(_ path: String) -> String? {
    (try? ProcFile(path).read()).map { String(decoding: $0, as: UTF8.self) }
  }
}

package enum KernelWitnessError: Error, Equatable, CustomStringConvertible {
  case unreadable(String)

  package var description: String {
    switch self {
    case .unreadable(let file): "\(file) cannot be read"
    }
  }
}
