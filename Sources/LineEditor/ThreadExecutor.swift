internal import Foundation

/// Runs an actor on a thread of its own, which may block as long as it likes.
final class ThreadExecutor: SerialExecutor, @unchecked Sendable {
  // Both guarded by `condition`, which is signalled when either changes.
  private var jobs: [UnownedJob] = []
  private var isOver = false
  private let condition = NSCondition()

  init(name: String) {
    let thread = Thread { [self] in work() }
    thread.name = name
    thread.start()
  }

  func enqueue(_ job: UnownedJob) {
    condition.withLock { jobs.append(job) }
    condition.signal()
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    UnownedSerialExecutor(ordinary: self)
  }

  /// Lets the thread end when it has done what is left.
  func stop() {
    condition.withLock { isOver = true }
    condition.signal()
  }

  private func work() {
    while true {
      let waiting = condition.withLock {
        while jobs.isEmpty && !isOver { condition.wait() }
        defer { jobs = [] }
        return jobs
      }
      // None are left only when it is over.
      if waiting.isEmpty { return }
      for job in waiting { job.runSynchronously(on: asUnownedSerialExecutor()) }
    }
  }
}
