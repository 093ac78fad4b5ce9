import Foundation

/// What the kernel knows about processes.
enum ProcessTable {
  /// Polls until the process is gone or the deadline passes; a zombie counts as gone.
  static func isGone(_ pid: pid_t) -> Bool {
    let deadline = ContinuousClock.now + GuardianRun.deadline
    while let state = state(pid), state != "Z" {
      guard ContinuousClock.now < deadline else { return false }
      usleep(1000)
    }
    return true
  }

  private static func state(_ pid: pid_t) -> Substring? {
    guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return nil }
    return text.split(separator: ")").last?.split(separator: " ").first
  }

  /// The number of processes with this word among their arguments.
  static func count(withArgument word: String) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc")
      .filter { pid_t($0) != nil }
      .count { pid in
        let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
        return line.split(separator: 0).contains { $0.elementsEqual(word.utf8) }
      }
  }
}
