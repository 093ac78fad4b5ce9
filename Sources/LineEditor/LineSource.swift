/// Reads a session's lines and prints its text: a `LineEditor`, or a `PlainReader` if there is no capable terminal.
package protocol LineSource: Actor {
  nonisolated var thread: LineThread { get }

  /// Blocks the source's own thread until `close()`.
  func run() async throws
}

extension LineSource {
  package nonisolated var events: AsyncStream<LineEvent> { thread.events }

  /// While this is true, Ctrl-C sends `.interrupt`; otherwise it drops the line being edited.
  package nonisolated var isBusy: Bool {
    get { thread.requests.access { $0.isBusy } }
    set { thread.requests.access { $0.isBusy = newValue } }
  }

  /// Prints whole lines from any task, above the line being edited if there is one. Text printed after `close()` is lost.
  ///
  /// With `waits`, it blocks while too much text waits for the terminal.
  package nonisolated func print(_ text: String, waits: Bool = false) { thread.requests.add(text, waits: waits) }

  /// The prompt may contain color sequences, which have no width.
  package nonisolated func setPrompt(_ text: String) { thread.requests.change { $0.prompt = text } }

  /// Shows the prompt and reads one line; no further line is read until the next call.
  package nonisolated func readLine() { thread.requests.change { $0.wantsLine = true } }

  /// Restores the terminal's original modes, and makes `run()` return.
  package nonisolated func close() { thread.requests.change { $0.isClosed = true } }

  /// Lends the terminal to another program while `body` runs.
  package nonisolated func lend<Result: Sendable>(_ body: () async throws -> Result) async rethrows -> Result {
    try await thread.requests.lend(body)
  }
}

package enum LineEvent: Sendable, Equatable {
  /// A line was entered; it has no newline. A pipe's bytes that are not UTF-8 are carried along (`String.keptBytes`).
  case line(String)
  /// Ctrl-D on an empty line, or the end of the input.
  case endOfInput
  /// Ctrl-C while a command runs.
  case interrupt
  /// A shortcut key, which does not change the line being edited.
  case key(LineKey)
  case resized(columns: Int, rows: Int)
  case signal(Int32)
  /// The reader of the output has closed it.
  case outputClosed
}

package enum LineKey: Sendable, Equatable {
  /// F1.
  case help
  /// Ctrl-X h.
  case hint
}
