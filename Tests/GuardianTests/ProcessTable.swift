import Foundation
import TestSupport

/// What the kernel knows about processes.
enum ProcessTable {
  /// Waits until the process is gone; a zombie counts as gone.
  static func waitForEnd(of pid: pid_t) async throws {
    try await until("process \(pid) is gone") { state(pid) == nil || state(pid) == "Z" }
  }

  private static func state(_ pid: pid_t) -> Substring? {
    guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return nil }
    return text.split(separator: ")").last?.split(separator: " ").first
  }

  /// Waits until no first process of a namespace has outlived its guardian.
  static func waitForEndOfOrphanedInits() async throws {
    try await until("no guardian's first process is left") {
      try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }.allSatisfy { pid in
        let text = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        return !(text.contains("(init) ") && text.split(separator: ")").last?.split(separator: " ")[1] == "1")
          || pid == 1
      }
    }
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
