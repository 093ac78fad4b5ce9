import Base
import Presentation

/// A console that remembers what a command printed.
final class RecordingConsole: Console {
  let style = Style(hasColor: false, hasUnicode: true)
  private let printed = Locked<[String]>([])
  private let noted = Locked<[String]>([])

  var output: String { printed.withLock { $0.joined(separator: "\n") } }
  var notes: [String] { noted.withLock(\.self) }

  func print(_ text: String) { printed.withLock { $0.append(text) } }
  func note(_ text: String) { noted.withLock { $0.append(text) } }
  func progress(_ text: String?) {}
  func show(_ text: ReadingText, isOffered: Bool) { print(text.whole(style)) }

  let canLendTerminal = false
  func lendTerminal(_ work: @Sendable () async throws -> Void) async throws { try await work() }
}
