internal import Files

/// Hands on a process's output line by line, as text that cannot steer a terminal.
struct LineEcho {
  private let line: @Sendable (String) -> Void
  private var splitter = LineSplitter(limit: 64 * 1024)

  init(line: @escaping @Sendable (String) -> Void) {
    self.line = line
  }

  mutating func take(_ bytes: [UInt8]) {
    for text in splitter.split(bytes) { line(OutputLog.harmless(text)) }
  }

  /// The last line may lack its end.
  mutating func finish() {
    if let text = splitter.takeRest() { line(OutputLog.harmless(text)) }
  }
}
