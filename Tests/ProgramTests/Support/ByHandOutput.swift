import Base
import Foundation

/// What a reader learns from the output of a line to paste; not what differs each time, such as dates, new IDs, and what
/// the upstream replies.
struct ByHandOutput: Equatable, CustomStringConvertible {
  let description: String

  /// A request that waits for nothing, one that waits for the upstream or its own time, and one that waits for others.
  private static func words(seconds: Double) -> String { seconds < 0.25 ? "quick" : seconds < 1.8 ? "slow" : "slower" }

  init(_ text: String) {
    var lines = text.split(whereSeparator: \.isNewline).map(String.init)
    lines.removeAll { $0.lowercased().contains(#/^(?:date|content-length|x-request-id): /#) }
    let counts = lines.compactMap { $0.firstMatch(of: #/^rchar: (\d+)/#).flatMap { Int($0.1) } }
    if let first = counts.first, let last = counts.last {
      lines.removeAll { $0.hasPrefix("rchar: ") }
      lines.append(last - first < 100_000 ? "reads little" : "reads much")
    }
    let waits = lines.compactMap { $0.firstMatch(of: #/^/proc/.*/wchan:(.*)/#).map { String($0.1) } }
    if !waits.isEmpty {
      lines.removeAll { $0.hasPrefix("/proc/") }
      lines.append(waits.contains { $0.contains("nanosleep") } ? "a thread sleeps" : "no thread sleeps")
    }
    lines = lines.map { line in
      line.replacing(#/^(.*?) ?(\d+\.\d+) s$/#) { "\($0.1) \(Self.words(seconds: Double($0.2) ?? 0))" }
    }
    lines = lines.map { $0.replacing(#/\b[0-9a-z]{11,13}\b|\b\d+\.\d+\b/#, with: "…") }
    // Fields of JSON may have any order, and so may the responses to concurrent requests.
    let words = lines.flatMap { $0.split(whereSeparator: { "{}[],".contains($0) }) }
    description = words.map(String.init).sorted().joined(separator: "\n")
  }
}
