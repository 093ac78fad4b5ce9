internal import Base

/// Numbers for what runs concurrently, from 0: each is used by one at a time.
package final class SlotNumbers: Sendable {
  private let used = Locked<Set<Int>>([])

  package init() {}

  /// Calls `work` with the lowest number that is free.
  package func take<Value: Sendable>(_ work: (Int) async throws -> Value) async rethrows -> Value {
    let number = used.withLock { used in
      let number = (0...used.count).first { !used.contains($0) } ?? used.count
      used.insert(number)
      return number
    }
    defer { used.withLock { _ = $0.remove(number) } }
    return try await work(number)
  }
}
