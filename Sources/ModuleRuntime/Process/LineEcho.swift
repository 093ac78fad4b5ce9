internal import Base
internal import Files

/// Passes on a process's output line by line, as text that cannot control the terminal.
struct LineEcho {
  private let line: @Sendable (String) -> Void
  private var splitter = LineSplitter(limit: 64 * 1024)

  init(line: @escaping @Sendable (String) -> Void) {
    self.line = line
  }

  mutating func take(_ bytes: [UInt8]) {
    for text in splitter.split(bytes) { line(text.harmless) }
  }

  /// Passes on the last line when it has no newline.
  mutating func finish() {
    if let text = splitter.takeRest() { line(text.harmless) }
  }
}
