internal import NIOCore

/// A suspended task that is resumed once, by the first of a value, an error or its cancellation.
///
/// `@unchecked Sendable`: every member is used on one event loop only.
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
  /// Calls `register` with a waiter on the loop, and suspends until the waiter is resumed or the task is cancelled.
  ///
  /// In the latter case, `onCancel` is called on the loop.
  func wait<Value: Sendable>(
    _ register: @escaping @Sendable (Waiter<Value>) -> Void, onCancel: @escaping @Sendable () -> Void = {}
  ) async throws -> Value {
    let waiter = Waiter<Value>()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        run {
          waiter.attach(continuation)
          if !waiter.isDone { register(waiter) }
        }
      }
    } onCancel: {
      run {
        guard !waiter.isDone else { return }
        waiter.resume(with: .failure(CancellationError()))
        onCancel()
      }
    }
  }

  /// Runs `work` immediately if already on the loop, otherwise in a later turn.
  func run(_ work: @escaping @Sendable () -> Void) {
    if inEventLoop { work() } else { execute(work) }
  }
}
