internal import Foundation

/// What the kernel says of a process: it cannot be told otherwise by the process itself.
package struct KernelWitness: Sendable {
  package let processID: Int32
  /// The thread that the event loop runs on.
  package let loopThreadID: Int32

  package init(processID: Int32, loopThread: LoopThread) throws {
    self.processID = processID
    switch loopThread {
    case .main:
      loopThreadID = processID
    case .named(let prefix):
      let found = Self.threads(of: processID).first { thread in
        Self.read("/proc/\(processID)/task/\(thread)/comm")?.hasPrefix(prefix) ?? false
      }
      guard let found else { throw KernelWitnessError.noLoopThread(prefix) }
      loopThreadID = found
    }
  }

  package func watchLoop() throws -> ThreadWitness {
    try ThreadWitness(processID: processID, threadID: loopThreadID)
  }

  /// What the loop's thread has had of the processors so far.
  package func loopProcessorTime() throws -> ProcessorTime {
    try watchLoop().processorTime()
  }

  /// Open descriptors, and how many of them are sockets.
  package func descriptors() -> (all: Int, sockets: Int) {
    let folder = "/proc/\(processID)/fd"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let targets = names.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)") }
    return (targets.count, targets.count { $0.hasPrefix("socket:") })
  }

  /// Bytes that it has read so far through system calls, from files and sockets alike.
  package func bytesRead() throws -> Int {
    let file = "/proc/\(processID)/io"
    let line = Self.read(file)?.split(separator: "\n").first { $0.hasPrefix("rchar:") }
    guard let count = line?.split(separator: " ").last.flatMap({ Int($0) }) else {
      throw KernelWitnessError.unreadable(file)
    }
    return count
  }

  static func threads(of process: Int32) -> [Int32] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []).compactMap { Int32($0) }
  }

  static func read(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }
}

package enum KernelWitnessError: Error, Equatable, CustomStringConvertible {
  case noLoopThread(String)
  case unreadable(String)

  package var description: String {
    switch self {
    case .noLoopThread(let prefix): "the process has no thread named \(prefix)*, which LessonKit's event loop is"
    case .unreadable(let file): "\(file) cannot be read"
    }
  }
}
