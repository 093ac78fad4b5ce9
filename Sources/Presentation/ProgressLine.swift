internal import Base
internal import Foundation

/// One line on standard error that says what is going on: rewritten on a terminal, appended elsewhere.
package final class ProgressLine: Sendable {
  private let isTerminal: Bool
  private let isDrawn = Locked(false)

  /// Nothing is redrawn where the lines are read aloud.
  package init(style: Style) {
    isTerminal = isatty(STDERR_FILENO) == 1 && !style.isPlain
  }

  package func show(_ text: String) {
    isDrawn.withLock { isDrawn in
      write(isTerminal ? "\r\u{1B}[K\(text)" : "\(text)\n")
      isDrawn = isTerminal
    }
  }

  /// To be called before anything else is printed.
  package func clear() {
    isDrawn.withLock { isDrawn in
      if isDrawn { write("\r\u{1B}[K") }
      isDrawn = false
    }
  }

  private func write(_ text: String) {
    // Nobody may be reading any more.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
