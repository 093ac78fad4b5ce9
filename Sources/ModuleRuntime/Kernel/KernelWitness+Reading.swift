internal import Files
internal import Foundation
internal import Glibc

extension KernelWitness {
  /// The bytes that it and its children have read so far through system calls, from files and sockets alike.
  package func bytesRead() throws -> Int {
    try family.reduce(0) { sum, process in
      let file = "/proc/\(process)/io"
      let line = Self.read(file)?.split(separator: "\n").first { $0.hasPrefix("rchar:") }
      if let count = line?.split(separator: " ").last.flatMap({ Int($0) }) { return sum + count }
      // A child may end at any time, and its parent counts for it then.
      guard process != processID else { throw KernelWitnessError.unreadable(file) }
      return sum
    }
  }

  /// Its CPU time so far, ended threads included, and the time that its living threads were ready to run and had no
  /// processor.
  package func processorTime() throws -> ProcessorTime { try Self.processorTime(of: processID) }

  /// How long the threads of a process have waited for a processor so far; zero when it is gone.
  package static func shortage(of process: Int32) -> Duration { (try? processorTime(of: process).awaited) ?? .zero }

  private static func processorTime(of process: Int32) throws -> ProcessorTime {
    let file = "/proc/\(process)/stat"
    // After the name, which is in parentheses: user and system time are the 12th and 13th field, in clock ticks.
    let fields = read(file)?.split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else {
      throw KernelWitnessError.unreadable(file)
    }
    let total = Duration.seconds(user + system) / sysconf(Int32(_SC_CLK_TCK))
    let threads = work(of: process).values.reduce(into: (used: Duration.zero, awaited: Duration.zero)) { sum, work in
      sum.used += .nanoseconds(work.time)
      sum.awaited += .nanoseconds(work.awaited)
    }
    // Ticks are coarse, and the sum over the threads lacks those that have ended.
    return ProcessorTime(used: max(total, threads.used), awaited: threads.awaited)
  }

  /// The bytes of the file that it or a child has in memory through a mapping, the largest number of several; nil when
  /// the file is not mapped.
  package func residentBytes(of path: String) -> Int? {
    let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    return family.reduce(nil) { most, process in
      var isMapped = false
      Self.forEachLine(of: "/proc/\(process)/maps") { line in isMapped = isMapped || line.contains(path) }
      // Reading the longer list takes the kernel long.
      guard isMapped else { return most }
      var isOfFile = false
      var most = most
      Self.forEachLine(of: "/proc/\(process)/smaps") { line in
        let words = line.split(separator: " ", maxSplits: 5)
        if words.count >= 5, words[0].contains("-") {
          isOfFile = words.count == 6 && words[5].trimmingPrefix { $0 == " " } == path
        } else if isOfFile, words.first == "Rss:", words.count > 1, let kibibytes = Int(words[1]) {
          most = max(most ?? 0, kibibytes * 1024)
        }
      }
      return most
    }
  }

  /// Reads a file below /proc of any length, without having all of it in memory.
  static func forEachLine(of path: String, _ look: (String) -> Void) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var splitter = LineSplitter(limit: 1 << 16)
    while case .bytes(let bytes) = Descriptor.read(descriptor, limit: 1 << 16) {
      splitter.split(bytes).forEach(look)
    }
  }

  /// Its threads and those of its children that sleep for a set time; empty when the kernel does not let us see.
  package func threadsInTimedSleep() -> Set<Int32> {
    family.reduce(into: []) { found, process in
      for thread in Self.threads(of: process) where thread != loopThreadID {
        let call = Self.read("/proc/\(process)/task/\(thread)/syscall")?.split(separator: " ").first
        if let number = call.flatMap({ Int($0) }), SystemCall(number: number).isTimedSleep { found.insert(thread) }
      }
    }
  }

  /// The process and all that it started.
  private var family: [Int32] { Self.family(of: processID) }

  static func family(of process: Int32) -> [Int32] {
    var family = [process]
    var next = 0
    while next < family.count {
      for thread in threads(of: family[next]) {
        let children = read("/proc/\(family[next])/task/\(thread)/children") ?? ""
        family += children.split(separator: " ").compactMap { Int32($0) }
      }
      next += 1
    }
    return family
  }
}
