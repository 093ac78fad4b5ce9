internal import Foundation

/// A value that is accessed only under a lock.
///
/// Uses `NSLock`, because on Linux the thread sanitizer reports false races for `Synchronization.Mutex`.
package final class Locked<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  /// Guarded by `lock`.
  private var value: Value

  package init(_ value: Value) {
    self.value = value
  }

  package func withLock<Result, Failure: Error>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure)
    -> Result
  {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
