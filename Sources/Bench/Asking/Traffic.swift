internal import Base

/// The requests of one check, and how much the module had printed when each of them was sent and answered.
package final class Traffic: Sendable {
  private struct Entry {
    let words: String
    let isServerError: Bool
    let sentAt: Int
    let answeredAt: Int
  }

  private let start: Int
  private let entries = Locked<[Entry]>([])

  package init(start: Int) {
    self.start = start
  }

  package func note(_ exchange: Exchange, sentAt: Int, answeredAt: Int) {
    let entry = Entry(
      words: exchange.request.words, isServerError: exchange.isServerError, sentAt: sentAt, answeredAt: answeredAt)
    entries.withLock { $0.append(entry) }
  }

  /// The part of the module's output that belongs to the first request that failed with a 5xx and that a sentence names:
  /// from when it was sent until a later request was answered; the check's whole output when there is none.
  package func output(ofRequestNamedIn sentence: String) -> Range<Int> {
    let entries = self.entries.withLock { $0 }
    let named = entries.indices.filter { entries[$0].isServerError && sentence.contains(entries[$0].words) }
    // "GET /users" is within "GET /users?skip=10", too.
    let longest = named.map { entries[$0].words.count }.max()
    guard let index = named.first(where: { entries[$0].words.count == longest }) else { return start..<Int.max }
    // What a module prints after its response, such as a traceback, may come when the next request is under way already;
    // it is there once that one is answered, because both run on one event loop.
    let later = entries[(index + 1)...].filter { $0.sentAt > entries[index].answeredAt }.min { $0.sentAt < $1.sentAt }
    return entries[index].sentAt..<(later?.answeredAt ?? Int.max)
  }
}
