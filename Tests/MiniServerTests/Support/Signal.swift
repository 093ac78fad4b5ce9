import Foundation

/// An event that a handler fires once and a test waits for; once fired, it stays fired.
final class Signal: @unchecked Sendable {  // the lock guards both variables
  private let lock = NSLock()
  private var hasFired = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func fire() {
    let resumed = lock.withLock {
      hasFired = true
      defer { waiting = [] }
      return waiting
    }
    for continuation in resumed { continuation.resume() }
  }

  /// Returns after `fire`, even if the task is cancelled.
  func wait() async {
    await withCheckedContinuation { continuation in
      let isOver = lock.withLock {
        if !hasFired { waiting.append(continuation) }
        return hasFired
      }
      if isOver { continuation.resume() }
    }
  }
}
