internal import Base

/// What other tasks want of the thread that owns the terminal; each request wakes it.
package final class Requests: Sendable {
  struct Contents {
    var text: [String] = []
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

  func change(_ body: (inout Contents) -> Void) {
    contents.withLock(body)
    pipe.wake()
  }

  func take<Value>(_ body: (inout Contents) -> Value) -> Value {
    contents.withLock(body)
  }

  /// The text of all calls so far, each on lines of its own; nil when there is none.
  func takeText() -> String? {
    let text = contents.withLock { contents in
      defer { contents.text = [] }
      return contents.text
    }
    return text.isEmpty ? nil : text.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }.joined()
  }

  /// Waits for the owner to give the terminal away, runs `body`, and lets the owner take it back.
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

  /// Answers whether the terminal is lent from now on; the borrower goes on by `resume`.
  func nextBorrower() -> CheckedContinuation<Void, Never>? {
    contents.withLock { contents in
      guard !contents.isLent, !contents.borrowers.isEmpty else { return nil }
      contents.isLent = true
      return contents.borrowers.removeFirst()
    }
  }
}

extension Requests {
  /// Nobody owns the terminal any more: those who wait for it have it.
  func finish() {
    let borrowers = contents.withLock { contents in
      contents.isClosed = true
      defer { contents.borrowers = [] }
      return contents.borrowers
    }
    borrowers.forEach { $0.resume() }
  }
}
