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

  /// The bytes of the file that it or a child has in memory through a mapping, the largest number of several; nil when
  /// the file is not mapped.
  package func residentBytes(of path: String) -> Int? {
    let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    return family.reduce(nil) { most, process in
      var isOfFile = false
      var most = most
      for line in Self.mappings(of: process, whenTheyName: path) {
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

  /// The lines of the list of mappings; none when `path` is not among them, because reading the list takes long.
  private static func mappings(of process: Int32, whenTheyName path: String) -> [Substring] {
    guard whole("/proc/\(process)/maps").contains(path) else { return [] }
    return whole("/proc/\(process)/smaps").split(separator: "\n")
  }

  /// The contents of a file of any length below /proc, which gives out a few kilobytes at a time.
  private static func whole(_ path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    while case .bytes(let more) = Descriptor.read(descriptor, limit: 1 << 16) { bytes += more }
    return String(decoding: bytes, as: UTF8.self)
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
