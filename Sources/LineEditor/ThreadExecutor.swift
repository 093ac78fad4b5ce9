internal import Foundation

/// Runs an actor on its own thread, which may block for any length of time.
final class ThreadExecutor: SerialExecutor, @unchecked Sendable {
  // Both are guarded by `condition`, which is signaled when either changes.
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

  /// Makes the thread end after its remaining jobs.
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
      // Empty only after `stop()`.
      if waiting.isEmpty { return }
      for job in waiting { job.runSynchronously(on: asUnownedSerialExecutor()) }
    }
  }
}
