internal import Base
internal import Dispatch

/// The requests of other tasks to the thread that owns the terminal.
package final class Requests: Sendable {
  struct Contents {
    var text: [String] = []
    var textBytes = 0
    /// Those who wait until the text has been taken.
    var writers: [DispatchSemaphore] = []
    var prompt: String?
    var wantsLine = false
    var isClosed = false
    var isBusy = false
    var borrowers: [CheckedContinuation<Void, Never>] = []
    var isLent = false
  }

  let contents: Locked<Contents>
  let pipe: WakePipe

  init() throws {
    contents = Locked(Contents())
    pipe = try WakePipe()
  }

  /// Changes the requests, and wakes the owner of the terminal.
  func change(_ body: (inout Contents) -> Void) {
    contents.withLock(body)
    pipe.wake()
  }

  /// Reads or changes the requests without waking the owner.
  func access<Value>(_ body: (inout Contents) -> Value) -> Value {
    contents.withLock(body)
  }

  /// In bytes; a terminal shows less in a second.
  private static let mostText = 1 << 20

  /// Adds text to print. While there is much of it already, `waits` blocks the calling thread until it has been taken, so
  /// that a program that prints faster than the terminal shows cannot fill the memory.
  func add(_ text: String, waits: Bool) {
    let turn = contents.withLock { contents -> DispatchSemaphore? in
      contents.text.append(text)
      contents.textBytes += text.utf8.count
      guard waits, contents.textBytes > Self.mostText, !contents.isClosed else { return nil }
      let turn = DispatchSemaphore(value: 0)
      contents.writers.append(turn)
      return turn
    }
    pipe.wake()
    turn?.wait()
  }

  /// Removes and returns the text to print, each piece ending with a newline; nil if there is none.
  func takeText() -> String? {
    let (text, writers) = contents.withLock { contents in
      defer {
        contents.text = []
        contents.textBytes = 0
        contents.writers = []
      }
      return (contents.text, contents.writers)
    }
    writers.forEach { $0.signal() }
    return text.isEmpty ? nil : text.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }.joined()
  }

  /// Waits until the owner lends the terminal, runs `body`, and returns the terminal.
  func lend<Result: Sendable>(_ body: () async throws -> Result) async rethrows -> Result {
    await withCheckedContinuation { continuation in
      let isOver = contents.withLock { contents in
        if !contents.isClosed { contents.borrowers.append(continuation) }
        return contents.isClosed
      }
      if isOver { continuation.resume() } else { pipe.wake() }
    }
    defer { change { $0.isLent = false } }
    return try await body()
  }

  /// Marks the terminal as lent and returns the borrower to resume; nil if it is already lent or no one is waiting.
  func nextBorrower() -> CheckedContinuation<Void, Never>? {
    contents.withLock { contents in
      guard !contents.isLent, !contents.borrowers.isEmpty else { return nil }
      contents.isLent = true
      return contents.borrowers.removeFirst()
    }
  }
}

extension Requests {
  /// Called when the terminal has no owner anymore: waiting borrowers may use it freely.
  func finish() {
    let (borrowers, writers) = contents.withLock { contents in
      contents.isClosed = true
      defer {
        contents.borrowers = []
        contents.writers = []
      }
      return (contents.borrowers, contents.writers)
    }
    borrowers.forEach { $0.resume() }
    writers.forEach { $0.signal() }
  }
}
