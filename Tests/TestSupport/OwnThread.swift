internal import Foundation

/// Runs `work`, which may block, on a thread of its own.
///
/// Swift's pool has as many threads as the machine has processors: a test that blocks one of them can keep another test's
/// tasks from running.
package func onOwnThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result(catching: work)) }
  }
}
