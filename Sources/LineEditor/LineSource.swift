/// Where a session's lines come from and its text goes to: a `LineEditor`, or a `PlainReader` where no terminal, or
/// no capable one, is at hand.
package protocol LineSource: Actor {
  nonisolated var events: AsyncStream<LineEvent> { get }
  /// While it is set, Ctrl-C asks for what runs to be cancelled; otherwise it drops the line that was begun.
  nonisolated var isBusy: Bool { get set }

  /// Blocks the source's own thread until `close()`.
  func run() async throws
  /// Prints whole lines, from any task: above the line that is being edited, or at once when none is. What comes
  /// after `close()` is lost.
  nonisolated func print(_ text: String)
  /// Colour sequences are allowed; they have no width.
  nonisolated func setPrompt(_ text: String)
  /// Shows the prompt and lets one line be edited. After it nothing is read as a line until the next call.
  nonisolated func readLine()
  /// Gives the terminal back as it was found, and lets `run()` return.
  nonisolated func close()
  /// Gives the terminal to another program while `body` runs.
  nonisolated func lend<Result: Sendable>(_ body: () async throws -> Result) async rethrows -> Result
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
