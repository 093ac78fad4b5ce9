internal import Base
internal import Foundation

/// One line of progress on standard error: rewritten on a terminal, appended elsewhere.
package final class ProgressLine: Sendable {
  private let isTerminal: Bool
  private let isDrawn = Locked(false)

  /// A plain style, for screen readers, never redraws.
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
    // The reader may have gone away.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
