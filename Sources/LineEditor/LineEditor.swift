/// Edits lines in a terminal. It owns the terminal's input and output, so everything must be printed through it.
package actor LineEditor: LineSource {
  package struct Configuration: Sendable {
    package var program: String
    /// Both must be terminals.
    package var input: Int32 = 0
    package var output: Int32 = 1
    /// The file in which lines are saved; nil to save none.
    package var historyPath: String?
    /// Called on the editor's thread with the line up to the cursor.
    package var complete: @Sendable (String) -> Completion
    /// Signals to report as events instead of their default action.
    package var signals: [Int32]

    package init(
      program: String, historyPath: String? = nil, signals: [Int32] = Signals.ending,
      complete: @escaping @Sendable (String) -> Completion = { _ in Completion(replacedLength: 0, candidates: []) }
    ) {
      self.program = program
      self.historyPath = historyPath
      self.complete = complete
      self.signals = signals
    }
  }

  package nonisolated let thread: LineThread
  private let configuration: Configuration

  package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.executor.asUnownedSerialExecutor() }

  package init(_ configuration: Configuration) throws {
    self.configuration = configuration
    thread = try LineThread(name: "line editor")
  }

  package func run() async throws {
    try thread.run { emit in try EditSession(configuration, thread.requests, emit: emit).run() }
  }
}
