/// Where a session's lines come from and its text goes to: a `LineEditor`, or a `PlainReader` where no terminal, or
/// no capable one, is at hand.
package protocol LineSource: Actor {
  nonisolated var events: AsyncStream<LineEvent> { get }
  /// What other tasks want of the thread that owns the terminal.
  nonisolated var requests: Requests { get }

  /// Blocks the source's own thread until `close()`.
  func run() async throws
}

extension LineSource {
  /// While it is set, Ctrl-C asks for what runs to be cancelled; otherwise it drops the line that was begun.
  package nonisolated var isBusy: Bool {
    get { requests.take { $0.isBusy } }
    set { requests.take { $0.isBusy = newValue } }
  }

  /// Prints whole lines, from any task: above the line that is being edited, or at once when none is. What comes
  /// after `close()` is lost.
  package nonisolated func print(_ text: String) { requests.change { $0.text.append(text) } }

  /// Colour sequences are allowed; they have no width.
  package nonisolated func setPrompt(_ text: String) { requests.change { $0.prompt = text } }

  /// Shows the prompt and lets one line be edited. After it nothing is read as a line until the next call.
  package nonisolated func readLine() { requests.change { $0.wantsLine = true } }

  /// Gives the terminal back as it was found, and lets `run()` return.
  package nonisolated func close() { requests.change { $0.isClosed = true } }

  /// Gives the terminal to another program while `body` runs.
  package nonisolated func lend<Result: Sendable>(_ body: () async throws -> Result) async rethrows -> Result {
    try await requests.lend(body)
  }
}

package enum LineEvent: Sendable, Equatable {
  /// Accepted with Enter; without its newline.
  case line(String)
  /// Ctrl-D on an empty line, or the input's end.
  case endOfInput
  /// Ctrl-C while something runs.
  case interrupt
  /// The line that is being edited stays as it is.
  case key(LineKey)
  case resized(columns: Int, rows: Int)
  case signal(Int32)
  /// Nobody reads any more what is printed.
  case outputClosed
}

package enum LineKey: Sendable, Equatable {
  /// F1.
  case help
  /// Ctrl-X h.
  case hint
}
