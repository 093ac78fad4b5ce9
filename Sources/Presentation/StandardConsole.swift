internal import Foundation

/// The streams of a shell: results to standard output, everything else to standard error.
package struct StandardConsole: Console {
  package let style: Style
  private let line: ProgressLine
  private let output: Int32

  package init(style: Style) {
    self.style = style
    line = ProgressLine(style: style)
    output = STDOUT_FILENO
  }

  package func print(_ text: String) {
    line.clear()
    write(text, output)
  }

  package func note(_ text: String) {
    line.clear()
    write(text, STDERR_FILENO)
  }

  package func progress(_ text: String?) {
    if let text { line.show(text) } else { line.clear() }
  }

  /// All of it at once: a shell has pagers of its own.
  package func show(_ text: ReadingText, isOffered: Bool) {
    print((isOffered ? "\n" : "") + text.whole(style))
  }

  package var canLendTerminal: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

  package func lendTerminal(_ work: @Sendable () async throws -> Void) async throws {
    try await work()
  }

  private func write(_ text: String, _ descriptor: Int32) {
    // Nobody may be reading any more, which is no reason not to finish the work.
    try? FileHandle(fileDescriptor: descriptor).write(contentsOf: Data((text + "\n").utf8))
  }
}
