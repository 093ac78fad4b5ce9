internal import Foundation
internal import NIOConcurrencyHelpers

/// Runs an actor on a thread of its own, which may block as long as it likes.
final class ThreadExecutor: SerialExecutor, @unchecked Sendable {
  // Both guarded by `lock`.
  private var jobs: [UnownedJob] = []
  private var isOver = false
  /// Its condition is 1 when there is something to do.
  private let lock = ConditionLock<Int>(value: 0)

  init(name: String) {
    let thread = Thread { [self] in work() }
    thread.name = name
    thread.start()
  }

  func enqueue(_ job: UnownedJob) {
    lock.lock()
    jobs.append(job)
    lock.unlock(withValue: 1)
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    UnownedSerialExecutor(ordinary: self)
  }

  /// Lets the thread end when it has done what is left.
  func stop() {
    lock.lock()
    isOver = true
    lock.unlock(withValue: 1)
  }

  private func work() {
    while true {
      lock.lock(whenValue: 1)
      let (jobs, isOver) = (jobs, isOver)
      self.jobs = []
      lock.unlock(withValue: isOver ? 1 : 0)
      if isOver && jobs.isEmpty { return }
      for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
    }
  }
}
