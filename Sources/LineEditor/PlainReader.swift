internal import Glibc

/// Reads lines without editing them and prints without an escape sequence: for pipes, for terminals that can do no
/// more, and for people whose screen reader reads what is appended.
package actor PlainReader: LineSource {
  package nonisolated let events: AsyncStream<LineEvent>
  private let emit: AsyncStream<LineEvent>.Continuation
  package nonisolated let requests: Requests
  private let executor = ThreadExecutor(name: "line reader")
  private let input: Int32
  private let output: Int32
  private let signals: [Int32]

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  package init(input: Int32 = 0, output: Int32 = 1, signals: [Int32] = Signals.ending) throws {
    self.input = input
    self.output = output
    self.signals = signals
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
    try PlainSession(input: input, output: output, signals: signals, requests) { [emit] in emit.yield($0) }.run()
  }
}
