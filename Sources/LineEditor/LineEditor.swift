/// Edits lines in a terminal, and owns its input and its output: everything that is printed goes through here.
package actor LineEditor: LineSource {
  package struct Configuration: Sendable {
    package var program: String
    /// Terminals, both.
    package var input: Int32 = 0
    package var output: Int32 = 1
    /// Where lines are kept; nil to forget them.
    package var historyPath: String?
    /// Gets the line up to the cursor; called on the editor's thread.
    package var complete: @Sendable (String) -> Completion
    /// They come as events instead of doing what they do by default.
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

  package nonisolated let events: AsyncStream<LineEvent>
  private let emit: AsyncStream<LineEvent>.Continuation
  private let configuration: Configuration
  package nonisolated let requests: Requests
  private let executor = ThreadExecutor(name: "line editor")

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  package init(_ configuration: Configuration) throws {
    self.configuration = configuration
    requests = try Requests()
    (events, emit) = AsyncStream.makeStream()
  }

  deinit {
    executor.stop()
  }

  package func run() async throws {
    defer {
      emit.finish()
      requests.finish()
    }
    try EditSession(configuration, requests) { [emit] in emit.yield($0) }.run()
  }
}
