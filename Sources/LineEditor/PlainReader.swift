internal import Glibc

/// Reads lines without editing, and prints without escape sequences: for pipes, for simple terminals, and for screen
/// readers, which work best if text is only appended.
package actor PlainReader: LineSource {
  package nonisolated let thread: LineThread
  private let input: Int32
  private let output: Int32
  private let signals: [Int32]

  package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.executor.asUnownedSerialExecutor() }

  package init(input: Int32 = 0, output: Int32 = 1, signals: [Int32] = Signals.ending) throws {
    self.input = input
    self.output = output
    self.signals = signals
    thread = try LineThread(name: "line reader")
  }

  package func run() async throws {
    try thread.run { emit in
      try PlainSession(input: input, output: output, signals: signals, thread.requests, emit: emit).run()
    }
  }
}
