internal import NIOCore

/// A suspended task that is resumed once, by whichever comes first: a value, an error, its cancellation.
///
/// Unchecked: every member is used on one event loop only.
final class Waiter<Value: Sendable>: @unchecked Sendable {
  private var continuation: CheckedContinuation<Value, any Error>?
  private var early: Result<Value, any Error>?
  private(set) var isDone = false

  func attach(_ continuation: CheckedContinuation<Value, any Error>) {
    if let early {
      continuation.resume(with: early)
    } else {
      self.continuation = continuation
    }
  }

  func resume(with result: Result<Value, any Error>) {
    guard !isDone else { return }
    isDone = true
    if let continuation {
      self.continuation = nil
      continuation.resume(with: result)
    } else {
      early = result
    }
  }
}

extension EventLoop {
  /// Suspends the caller until the waiter, which `register` is handed on the loop, is resumed or the task cancelled.
  func wait<Value: Sendable>(_ register: @escaping @Sendable (Waiter<Value>) -> Void) async throws -> Value {
    let waiter = Waiter<Value>()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        run {
          waiter.attach(continuation)
          if !waiter.isDone { register(waiter) }
        }
      }
    } onCancel: {
      run { waiter.resume(with: .failure(CancellationError())) }
    }
  }

  /// Runs `work` at once when already on the loop, otherwise in one of its next turns.
  func run(_ work: @escaping @Sendable () -> Void) {
    if inEventLoop { work() } else { execute(work) }
  }
}
