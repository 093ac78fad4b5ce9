internal import Base

/// The requests of one check, and how much the module had printed when each of them was sent.
package final class Traffic: Sendable {
  private struct Entry {
    let words: String
    let isServerError: Bool
    let mark: Int
  }

  private let start: Int
  private let entries = Locked<[Entry]>([])

  package init(start: Int) {
    self.start = start
  }

  package func note(_ exchange: Exchange, sentAt mark: Int) {
    let entry = Entry(words: exchange.request.words, isServerError: exchange.isServerError, mark: mark)
    entries.withLock { $0.append(entry) }
  }

  /// The length of the module's output when the first request was sent that failed with a 5xx and that a sentence
  /// names; the output's length at the start of the check when there is none.
  package func mark(ofRequestNamedIn sentence: String) -> Int {
    let named = entries.withLock { $0 }.filter { $0.isServerError && sentence.contains($0.words) }
    // "GET /users" is within "GET /users?skip=10", too.
    let longest = named.map(\.words.count).max()
    return named.first { $0.words.count == longest }?.mark ?? start
  }
}
