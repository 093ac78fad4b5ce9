import Foundation

/// Something that a test waits for and a handler makes happen, once; it keeps being true.
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

  /// Returns after `fire`, whether or not the task is cancelled.
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
