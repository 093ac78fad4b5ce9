internal import Base

/// What a process printed. All of it is read, so that the process never waits, but only the start and end are kept.
package final class OutputLog: Sendable {
  private static let headLimit = 64 * 1024
  private static let tailLimit = 64 * 1024

  private struct Contents {
    var head: [UInt8] = []
    var tail: [UInt8] = []
    var count = 0
  }

  private let contents = Locked(Contents())

  package init() {}

  package func append(_ bytes: some Collection<UInt8>) {
    contents.withLock { contents in
      contents.count += bytes.count
      let toHead = bytes.prefix(Self.headLimit - contents.head.count)
      contents.head += toHead
      contents.tail += bytes.dropFirst(toHead.count)
      if contents.tail.count > 2 * Self.tailLimit {
        contents.tail.removeFirst(contents.tail.count - Self.tailLimit)
      }
    }
  }

  /// The number of bytes that were printed so far.
  package var count: Int { contents.withLock { $0.count } }

  /// The first and the last 64 KiB as text, with a line between them that says how much was left out.
  package var text: String { text(since: 0) }

  package func text(since mark: Int) -> String { text(in: mark..<Int.max) }

  /// The bytes of that range, as far as they were kept.
  package func text(in range: Range<Int>) -> String {
    let contents = contents.withLock { $0 }
    let end = min(range.upperBound, contents.count)
    let head = contents.head.prefix(end).dropFirst(range.lowerBound)
    let kept = contents.tail.suffix(Self.tailLimit).dropLast(contents.count - end)
    let beyond = max(0, end - max(range.lowerBound, contents.head.count))
    let tail = kept.suffix(beyond)
    let omitted = beyond - tail.count
    let gap = omitted > 0 ? "\n[\(omitted) bytes left out]\n" : ""
    return String(decoding: head, as: UTF8.self).harmless + gap + String(decoding: tail, as: UTF8.self).harmless
  }

  /// The last `count` lines that are not blank.
  package func lastLines(_ count: Int) -> [String] {
    text.split(whereSeparator: \.isNewline).map(String.init).filter { !$0.allSatisfy(\.isWhitespace) }.suffix(count)
  }
}
