internal import Base
internal import Dispatch

/// Blocks the calling thread until `work` is done, as a client without `async` does.
package func blocking<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
  let result: Locked<Result<Value, any Error>?> = Locked(nil)
  let isDone = DispatchSemaphore(value: 0)
  Task.detached {
    let value: Result<Value, any Error>
    do {
      value = .success(try await work())
    } catch {
      value = .failure(error)
    }
    result.withLock { $0 = value }
    isDone.signal()
  }
  isDone.wait()
  guard let result = result.withLock({ $0 }) else { throw CancellationError() }
  return try result.get()
}
