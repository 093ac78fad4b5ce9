internal import Base
internal import Files
internal import Foundation

/// The streams of a shell: results to standard output, everything else to standard error.
package struct StandardConsole: Console {
  package let style: Style
  private let line: ProgressLine
  private let writeErrors = Locked(WriteErrors())

  private struct WriteErrors {
    /// Since the last call of `takeFailure`.
    var code: Int32?
    var told: Set<Int32> = []
  }

  package init(style: Style) {
    self.style = style
    line = ProgressLine(style: style)
  }

  package func print(_ text: String) {
    line.clear()
    guard let code = Self.write(text, to: STDOUT_FILENO) else { return }
    // The work goes on when the reader has gone away.
    guard code != EPIPE else { return }
    writeErrors.withLock { $0.code = $0.code ?? code }
  }

  package func note(_ text: String) {
    line.clear()
    // There is no other place to report that this could not be written.
    _ = Self.write(isatty(STDERR_FILENO) == 1 ? style.wrap(text) : text, to: STDERR_FILENO)
  }

  package func takeFailure() -> WriteFailure? {
    writeErrors.withLock { errors in
      guard let code = errors.code else { return nil }
      errors.code = nil
      // A closed stream is open for reading only; see CShims.
      let reason = code == EBADF ? "it is closed" : String(cString: strerror(code))
      return WriteFailure(
        sentence: "Standard output cannot be written: \(reason).", isNew: errors.told.insert(code).inserted)
    }
  }

  package func progress(_ text: String?) {
    if let text { line.show(text) } else { line.clear() }
  }

  /// The whole text, because a shell has pagers.
  package func show(_ text: ReadingText, isOffered: Bool) {
    print((isOffered ? "\n" : "") + text.whole(style))
  }

  package var canLendTerminal: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

  package func lendTerminal(_ work: @Sendable () async throws -> Void) async throws {
    try await work()
  }

  /// The error number; nil when everything was written.
  private static func write(_ text: String, to descriptor: Int32) -> Int32? {
    Array((text + "\n").utf8).withUnsafeBytes { Descriptor.write($0, to: descriptor) }
  }
}
