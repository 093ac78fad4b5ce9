internal import Foundation

/// What the kernel says about a process, which the process itself cannot change.
package struct KernelWitness: Sendable {
  package let processID: Int32
  /// The thread that the event loop runs on.
  package let loopThreadID: Int32
  /// False when no lasting thread of the process did any work for the pings.
  package let servesItself: Bool

  /// The event loop's thread is the one that works when a ping arrives, whatever its name: the expected one if that
  /// works, otherwise the one that worked most often. `pings` sends a few and waits for the responses.
  package init(processID: Int32, loopThread: LoopThread, pings: () async throws -> Void) async throws {
    self.processID = processID
    let before = Self.work(of: processID)
    try await pings()
    let turns = Self.work(of: processID).reduce(into: [Int32: Int]()) { turns, thread in
      // A thread that exists only for the connection is not an event loop.
      guard let earlier = before[thread.key], thread.value.time > earlier.time else { return }
      turns[thread.key] = thread.value.turns - earlier.turns
    }
    let expected = Self.expected(loopThread, in: processID)
    let found = expected.flatMap { turns[$0] == nil ? nil : $0 } ?? turns.max { $0.value < $1.value }?.key
    servesItself = found != nil
    loopThreadID = found ?? expected ?? processID
  }

  private static func expected(_ loopThread: LoopThread, in process: Int32) -> Int32? {
    switch loopThread {
    case .main: process
    case .named(let prefix):
      threads(of: process).first { thread in
        read("/proc/\(process)/task/\(thread)/comm")?.hasPrefix(prefix) ?? false
      }
    }
  }

  /// How often each thread got a processor, and for how many nanoseconds in total.
  private static func work(of process: Int32) -> [Int32: (turns: Int, time: Int)] {
    threads(of: process).reduce(into: [:]) { work, thread in
      let words = read("/proc/\(process)/task/\(thread)/schedstat")?.split(whereSeparator: \.isWhitespace) ?? []
      guard words.count == 3, let time = Int(words[0]), let turns = Int(words[2]) else { return }
      work[thread] = (turns, time)
    }
  }

  package func watchLoop() throws -> ThreadWitness {
    try ThreadWitness(processID: processID, threadID: loopThreadID)
  }

  /// The number of open descriptors, and how many of them are sockets.
  package func descriptors() -> (all: Int, sockets: Int) {
    let folder = "/proc/\(processID)/fd"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let targets = names.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)") }
    return (targets.count, targets.count { $0.hasPrefix("socket:") })
  }

  /// Whether a process is exiting or gone.
  static func isEnding(_ process: Int32) -> Bool {
    // After the name: state, parent, group, session, terminal, its group, flags.
    let fields = read("/proc/\(process)/stat")?.split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 6, let flags = UInt32(fields[6]) else { return true }
    let isExiting = flags & 0x4 != 0  // PF_EXITING of the kernel's sched.h
    return isExiting || fields[0] == "Z" || fields[0] == "X"
  }

  static func threads(of process: Int32) -> [Int32] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []).compactMap { Int32($0) }
  }

  static func read(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
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
