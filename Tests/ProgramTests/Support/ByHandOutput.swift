import Base
import Foundation

/// What a reader learns from the output of a line to paste; not what differs each time, such as dates, new IDs, and what
/// the upstream replies.
struct ByHandOutput: Equatable, CustomStringConvertible {
  /// The words without times, sorted.
  let words: [String]
  /// What the lines' times were, sorted.
  private(set) var seconds: [Double] = []

  var description: String { (words + seconds.map(Self.word)).joined(separator: "\n") }

  static func == (left: ByHandOutput, right: ByHandOutput) -> Bool { left.description == right.description }

  /// The same with the shorter of each two times: a busy machine makes a request slower, but never quicker.
  func quickest(with other: ByHandOutput) -> ByHandOutput {
    var quickest = self
    quickest.seconds = zip(seconds, other.seconds).map(min)
    return quickest
  }

  private static var time: Regex<(Substring, Substring)> { #/ ?(\d+\.\d+) s$/# }

  /// A request that waits for nothing, one that waits for the upstream or its own time, and one that waits for others.
  private static func word(seconds: Double) -> String { seconds < 0.25 ? "quick" : seconds < 1.8 ? "slow" : "slower" }

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
    let times = lines.compactMap { $0.firstMatch(of: Self.time).flatMap { Double($0.1) } }
    seconds = times.sorted()
    lines = lines.map { $0.replacing(Self.time, with: "") }
    lines = lines.map { $0.replacing(#/\b[0-9a-z]{11,13}\b|\b\d+\.\d+\b/#, with: "…") }
    // Fields of JSON may have any order, and so may the responses to concurrent requests.
    words = lines.flatMap { $0.split(whereSeparator: { "{}[],".contains($0) }) }.map(String.init).sorted()
  }
}
